public import Evaluation

/// Everything that a report shows. All strings may come from outside: they are shown exactly and never run.
///
/// `render()` turns it into one HTML file that loads nothing; the same content gives the same bytes.
public struct ReportContent: Sendable {
  /// The heading of the page.
  public var title: String
  /// One or two sentences under the heading: which model was measured, on which documents, and how.
  public var summary: String
  /// Every metric with its interval, each class, the confusion matrix and the baselines.
  public var evaluation: EvaluationReport
  /// What a reader must know before the numbers: what was left out, and what flatters.
  public var notes: [String] = []
  /// Stands in the place of the verdict on simple rules where the numbers do not bear one, and says why; nil elsewhere.
  public var noVerdict: String?
  /// Confidence level of the intervals, for the captions.
  public var confidence = 0.95

  public var comparison = Part<Comparison>.notComputed
  public var optimismGap = Part<OptimismGap>.notComputed
  /// The documents in each cell of the confusion matrix. Without them the matrix is shown without links.
  public var cells = Part<[ConfusionCell]>.notComputed
  public var reliability = Part<Reliability>.notComputed
  public var riskCoverage = Part<RiskCoverage>.notComputed
  /// One curve a label, in the order of the evaluation's labels.
  public var precisionRecall = Part<[PrecisionRecallCurve]>.notComputed
  public var conformal = Part<ConformalReport>.notComputed
  public var learningCurve = Part<LearningCurveResult>.notComputed
  public var groups = Part<GroupResults>.notComputed
  public var topTerms = Part<[LabelTerms]>.notComputed
  /// The worst first.
  public var errors = Part<[WorstError]>.notComputed
  public var doubts = Part<Doubts>.notComputed
  public var agreement = Part<Agreement>.notComputed
  public var audit = Part<Audit>.notComputed
  /// Hashes, settings, versions, the BLAS library, the command.
  public var provenance: [ProvenanceGroup] = []

  public init(title: String, summary: String, evaluation: EvaluationReport) {
    self.title = title
    self.summary = summary
    self.evaluation = evaluation
  }

  /// The report as the bytes of one HTML file in UTF-8.
  public func render() -> [UInt8] { Report(self).render() }
}
