/// eˣ in single precision for −87 ≤ x ≤ 88, right to a few units of the last place near 0 and to 4·10⁻⁶ of itself at the
/// ends; e⁻⁸⁷ below that.
///
/// 2ⁿ·2ᶠ with |f| ≤ ½ and the series of 2ᶠ up to f⁶: arithmetic alone, so that loops over it vectorise and have the same
/// bits with any mathematics library.
@inline(__always)
func singleExponential(_ x: Float) -> Float {
  let scaled = (x > -87 ? x : -87) * 1.442695041
  // Adding 1.5 · 2²³ rounds to a whole number, which then stands in the low bits.
  let shifted = scaled + 12_582_912
  let f = scaled - (shifted - 12_582_912)
  // In pairs (Estrin 1960): a visit of coordinate ascent waits for this.
  let square = f * f
  let low = (2.40226507e-1 * square) + (6.93147181e-1 * f + 1)
  let high = 1.5403530e-4 * (square * f) + (1.33335581e-3 * square + (9.61812911e-3 * f + 5.55041087e-2))
  let power = high * (square * f) + low
  return power * Float(bitPattern: (shifted.bitPattern &+ 127) &<< 23)
}
