#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The multinomial loss of one document, from its logits.
///
/// With `hasBase` the first label's logit is the constant 0 and the free rows belong to the other labels: two
/// labels then have one row, as in scikit-learn's binary fit. `target` is the free row of the true label, −1 for
/// the base.
///
/// The largest logit is subtracted before any exponential, so nothing overflows:
/// ℓ = m + ln Σ exp(z − m) − z_target.
///
/// - Parameters:
///   - logits: `rows` numbers.
///   - probabilities: receives `rows` probabilities; those of a base label are what is missing to 1.
/// - Returns: ℓ.
@inline(__always)
func softmaxLoss(
  _ logits: UnsafePointer<Double>, rows: Int, hasBase: Bool, target: Int,
  probabilities: UnsafeMutablePointer<Double>
) -> Double {
  // SAFETY: the caller hands `rows` readable logits and as many writable probabilities; −1 ≤ target < rows.
  var largest = hasBase ? 0 : -Double.infinity
  for row in 0..<rows { unsafe largest = logits[row] > largest ? logits[row] : largest }
  var sum = hasBase ? exp(-largest) : 0
  for row in 0..<rows {
    let power = unsafe exp(logits[row] - largest)
    unsafe probabilities[row] = power
    sum += power
  }
  let scale = 1 / sum
  for row in 0..<rows { unsafe probabilities[row] *= scale }
  let own = unsafe target < 0 ? 0 : logits[target]
  return (largest - own) + log(sum)
}
