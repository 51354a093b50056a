internal import Evaluation
internal import Framewise
internal import Reporting

/// An evaluation as a page for a browser: what the study holds, put into the report's own values.
enum ReportPage {
  /// Documents that a cell of the confusion matrix lists at most.
  private static let documentsPerCell = 40
  private static let excerpt = 600

  static func encode(_ study: EvaluationStudy) -> [UInt8] {
    let provenance = study.provenance
    var content = ReportContent(
      title: "Evaluation of \(provenance.modelName ?? "a cross-validated model")", summary: summary(study),
      evaluation: study.report)
    content.confidence = provenance.confidence
    if let comparison = study.comparison {
      content.comparison = .shown(Comparison(other: comparison.name, result: comparison.paired))
    }
    if let gap = study.optimism { content.optimismGap = .shown(gap) }
    content.cells = .shown(cells(study))
    if let reliability = study.reliability {
      content.reliability = .shown(Reporting.Reliability(curve: reliability.curve, brier: reliability.brier))
      content.riskCoverage = .shown(reliability.riskCoverage)
    }
    content.conformal =
      study.conformal.map { .shown($0) } ?? .absent(because: "It was not asked for; --alpha 0.1 shows it.")
    content.learningCurve =
      study.learningCurve.map { .shown(LearningCurveResult(curve: $0.curve, metric: $0.metric)) }
      ?? .absent(because: "It was not asked for; --cv 5 --learning-curve shows it.")
    content.topTerms =
      study.topTerms.isEmpty
      ? .absent(because: "Folds have models of their own, so there is no one list of terms.")
      : .shown(
        zip(study.labels, study.topTerms).map { label, terms in
          LabelTerms(label: label, terms: terms.map { LabelTerms.Term(text: $0.name, weight: $0.weight) })
        })
    content.errors =
      study.mistakes.isEmpty
      ? .absent(because: "They were not asked for; --errors 10 shows them.") : .shown(errors(study))
    if let agreement = study.agreement {
      content.agreement = .shown(
        Agreement(
          report: agreement.report, coders: agreement.coders, categories: agreement.categories, units: agreement.units))
    }
    if let audit = study.audit { content.audit = .shown(self.audit(audit)) }
    content.provenance = facts(study)
    return content.render()
  }

  private static func summary(_ study: EvaluationStudy) -> String {
    let how =
      switch study.method {
      case .model: "scored by a model that was made before"
      case .crossValidation(let folds, let split): "each predicted without its fold, in \(folds) folds (\(split))"
      case .cut(let date): "from \(date) on, predicted from what came before"
      case .rollingOrigin(let steps): "predicted from what came before, in \(steps) steps"
      }
    return "\(Numbers.grouped(study.report.n)) labelled documents, \(how)."
  }

  private static func cells(_ study: EvaluationStudy) -> [ConfusionCell] {
    var cells: [ConfusionCell] = []
    for (truth, row) in study.confusionDocuments.enumerated() {
      for (predicted, places) in row.enumerated() where !places.isEmpty {
        let lines = places.prefix(documentsPerCell).map { place in
          let document = study.documents[place]
          return DocumentLine(
            id: document.id, text: String(document.excerpt.prefix(excerpt)),
            probability: document.probabilities.isEmpty ? nil : document.probabilities[predicted])
        }
        cells.append(ConfusionCell(truth: truth, predicted: predicted, documents: lines))
      }
    }
    return cells
  }

  private static func errors(_ study: EvaluationStudy) -> [WorstError] {
    study.mistakes.map { mistake in
      let document = study.documents[mistake.document]
      let hasProbabilities = !document.probabilities.isEmpty
      return WorstError(
        id: document.id, text: String(document.excerpt.prefix(excerpt)), truth: document.truth,
        predicted: document.predicted, probability: hasProbabilities ? document.probabilities[document.predicted] : nil,
        probabilityOfTruth: hasProbabilities ? document.probabilities[document.truth] : nil, evidence: [])
    }
  }

  private static func audit(_ audit: RobustnessAudit) -> Audit {
    Audit(
      changes: audit.findings.map {
        Audit.Change(name: "\($0.perturbation)", detail: "", documents: $0.altered, flipped: $0.flips)
      },
      shortcuts: audit.restricted.map { Audit.Shortcut(name: $0.name, value: $0.accuracy) })
  }

  private static func facts(_ study: EvaluationStudy) -> [ProvenanceGroup] {
    let provenance = study.provenance
    func group(_ title: String, _ facts: [(String, String?)]) -> ProvenanceGroup {
      ProvenanceGroup(
        title: title,
        facts: facts.compactMap { name, value in value.map { ProvenanceGroup.Fact(name: name, value: $0) } })
    }
    return [
      group(
        "Model",
        [
          ("name", provenance.modelName), ("SHA-256", provenance.modelSHA256), ("settings", provenance.settings),
        ]),
      group(
        "Data",
        [
          ("inputs", provenance.dataNames.joined(separator: ", ")),
          ("SHA-256 over labels and texts", provenance.dataSHA256),
          ("records", provenance.tally.sentence("used")),
        ]),
      group(
        "Program",
        [
          ("version", provenance.version), ("seed", "\(provenance.seed)"), ("resamples", "\(provenance.resamples)"),
          ("BLAS", MachineDescription().blas),
        ]),
    ]
  }
}
