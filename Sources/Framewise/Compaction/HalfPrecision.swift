internal import LinearAlgebra

/// Numbers of the IEEE 754 format binary16, as bits: eleven binary digits, magnitudes up to 65,504.
///
/// Written by hand because Swift has the type on some processors only, and because reading a model converts a million of
/// them: one multiplication each.
package enum HalfPrecision {
  /// The bits of the nearest number, of two equally near the even one; an infinity beyond the largest.
  package static func bits(_ value: Float) -> UInt16 {
    let sign = UInt16(truncatingIfNeeded: value.bitPattern >> 16) & 0x8000
    let magnitude = value.magnitude
    // Below the normal numbers they are multiples of 2⁻²⁴.
    if magnitude < 0x1p-14 { return sign | UInt16((magnitude * 0x1p24).rounded(.toNearestOrEven)) }
    let bits = magnitude.bitPattern
    let rounded = (bits &+ 0xFFF &+ (bits >> 13 & 1)) >> 13 &- 112 << 10
    return sign | UInt16(min(rounded, 0x7C00))
  }

  /// The number that finite bits stand for.
  @inline(__always)
  package static func value(_ bits: UInt16) -> Float {
    let magnitude = Float(bitPattern: UInt32(bits & 0x7FFF) << 13) * 0x1p112
    return Float(bitPattern: magnitude.bitPattern | UInt32(bits & 0x8000) << 16)
  }

  /// The numbers that many bits stand for.
  static func values(_ bits: Stored<UInt16>) -> Stored<Float> {
    unsafe Stored(count: bits.count) { values in
      unsafe bits.withUnsafeBufferPointer { bits in
        // SAFETY: both have as many.
        for place in 0..<bits.count { unsafe values[place] = value(bits[place]) }
      }
    }
  }

  @inline(__always)
  static func isFinite(_ bits: UInt16) -> Bool { bits & 0x7C00 != 0x7C00 }
}
