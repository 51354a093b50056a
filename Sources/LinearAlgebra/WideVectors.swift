internal import CWideVectors

/// Kernels over blocks of 64 bytes for processors with registers of 256 bits, which the rest of the program does not ask
/// for. They do what their twins in Swift do, in the same order, so that results are the same bytes.
public enum WideVectors {
  /// Whether this processor has them.
  public static let areThere = has_wide_vectors()
}
