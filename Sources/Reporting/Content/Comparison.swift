public import Evaluation

/// The model beside another system on the same documents.
public struct Comparison: Sendable, Equatable {
  /// What the other system is called.
  public var other: String
  /// The model first, the other second.
  public var result: PairedComparison

  public init(other: String, result: PairedComparison) {
    self.other = other
    self.result = result
  }
}
