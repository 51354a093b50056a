import Synchronization

/// Which of the fields that the user named a column for some record had; noted by any thread that decodes.
final class NamedColumns: Sendable {
  private let seen = Atomic<UInt8>(0)

  /// - Parameter fields: a bit each, by the raw value of the field.
  func note(_ fields: UInt8) { seen.bitwiseOr(fields, ordering: .relaxed) }

  func contains(_ field: Field) -> Bool { seen.load(ordering: .relaxed) & Self.bit(field) != 0 }

  @inline(__always)
  static func bit(_ field: Field) -> UInt8 { 1 << field.rawValue }
}
