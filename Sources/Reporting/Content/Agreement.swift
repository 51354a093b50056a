public import Evaluation

/// How far human coders agree, and how the classifier compares with them.
public struct Agreement: Sendable, Equatable {
  public var report: AgreementReport
  public var level: MeasurementLevel
  /// Names of the coders, in the order of the codings.
  public var coders: [String]
  /// Categories, in the order of the codings.
  public var categories: [String]
  /// Identifiers of the units that `report.worst` numbers; empty for none.
  public var units: [String]
  /// The classifier as one more coder.
  public var ceiling: HumanCeiling?
  /// The classifier's place among the coders, where it is one.
  public var model: Int?

  public init(
    report: AgreementReport, level: MeasurementLevel = .nominal, coders: [String], categories: [String],
    units: [String] = [], ceiling: HumanCeiling? = nil, model: Int? = nil
  ) {
    self.report = report
    self.level = level
    self.coders = coders
    self.categories = categories
    self.units = units
    self.ceiling = ceiling
    self.model = model
  }
}
