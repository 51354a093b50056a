internal import Evaluation
internal import Framewise
internal import Reporting

/// An evaluation as a page for a browser: what the study holds, put into the report's own values.
enum ReportPage {
  /// Documents that a cell of the confusion matrix lists at most.
  private static let documentsPerCell = 40
  private static let excerpt = 600
  /// Words of a mistake are marked that weigh at least this share of the weightiest.
  private static let leastShare = 0.2

  static func encode(_ study: EvaluationStudy) -> [UInt8] {
    let provenance = study.provenance
    var content = ReportContent(
      title: "Evaluation of \(provenance.modelName ?? "a cross-validated model")", summary: summary(study),
      evaluation: study.report)
    content.notes = study.notes
    if let overlap = study.overlap, overlap.flatters { content.noVerdict = overlap.sentence }
    content.confidence = provenance.confidence
    content.comparison =
      study.comparison.map { .shown(Comparison(other: $0.name, result: $0.paired)) }
      ?? .absent(because: "It was not asked for; --compare MODEL or --scores-from FILE shows it.")
    content.optimismGap =
      study.optimism.map { .shown($0) }
      ?? .absent(
        because: study.method == .model
          ? "A model that was made before cannot be split again; --cv 5 shows it."
          : "The data have no duplicates, groups, sources or dates by which to split otherwise.")
    content.cells = .shown(cells(study))
    if let reliability = study.reliability {
      content.reliability = .shown(
        Reporting.Reliability(
          curve: reliability.curve, brier: reliability.brier, adaptiveECE: reliability.adaptiveECE))
      content.riskCoverage = .shown(reliability.riskCoverage)
      content.precisionRecall = .shown(curves(study))
    }
    content.groups =
      study.groupScores.map { .shown(groups($0)) }
      ?? .absent(because: "The data have no source or group column with five documents a group or more.")
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
    if study.labelIssues != nil || study.duplicates != nil { content.doubts = .shown(doubts(study)) }
    content.agreement =
      study.agreement.map { .shown(agreement($0)) }
      ?? .absent(because: "There were no codings; --codings FILE (unit,coder,label) shows it.")
    content.audit =
      study.audit.map { .shown(audit($0)) }
      ?? .absent(
        because: study.method == .model
          ? "It was not asked for; --audit shows it." : "It is of one model; evaluate with -m and --audit shows it.")
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
    return "\(Wording.grouped(study.report.n)) labelled document\(study.report.n == 1 ? "" : "s"), \(how)."
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
        id: document.id, text: mistake.passage, truth: document.truth, predicted: document.predicted,
        probability: hasProbabilities ? document.probabilities[document.predicted] : nil,
        probabilityOfTruth: hasProbabilities ? document.probabilities[document.truth] : nil,
        evidence: evidence(mistake))
    }
  }

  /// The words that weigh: with all of them marked a page would say nothing.
  private static func evidence(_ mistake: Mistake) -> [Evidence] {
    let largest = mistake.marks.map { abs($0.contribution) }.max() ?? 0
    return mistake.marks.filter { abs($0.contribution) >= leastShare * largest }
      .map { Evidence(range: $0.range, weight: $0.contribution) }
  }

  private static func curves(_ study: EvaluationStudy) -> [PrecisionRecallCurve] {
    zip(study.precisionRecall, study.report.perClass).compactMap { points, label in
      points.map { points in
        PrecisionRecallCurve(
          label: label.label, points: points.points.map { .init(recall: $0.recall, precision: $0.precision) },
          share: points.share, averagePrecision: label.averagePrecision)
      }
    }
  }

  private static func groups(_ scores: GroupScores) -> GroupResults {
    GroupResults(
      column: scores.column,
      groups: scores.groups.map {
        .init(name: $0.name.isEmpty ? "(none)" : $0.name, count: $0.documents, value: $0.accuracy)
      })
  }

  private static func doubts(_ study: EvaluationStudy) -> Doubts {
    Doubts(
      issues: study.labelIssues?.issues.map {
        .init(id: study.documents[$0.row].id, given: $0.given, suggested: $0.suggested, margin: $0.margin)
      }, duplicates: study.duplicates?.documents,
      conflicts: (study.duplicates?.conflicts ?? []).map {
        .init(
          first: $0.first, second: $0.second, firstLabel: $0.firstLabel, secondLabel: $0.secondLabel,
          containment: $0.containment)
      })
  }

  private static func agreement(_ study: AgreementStudy) -> Agreement {
    Agreement(
      report: study.report, coders: study.coders, categories: study.categories, units: study.units,
      ceiling: study.ceilings.first { $0.coder == study.model }?.ceiling, model: study.model)
  }

  private static func audit(_ audit: RobustnessAudit) -> Audit {
    Audit(
      changes: audit.findings.map {
        Audit.Change(
          name: $0.perturbation.title, detail: $0.perturbation.explanation, documents: $0.altered, flipped: $0.flips,
          accuracyChange: $0.accuracyChange)
      },
      shortcuts: audit.restricted.map {
        Audit.Shortcut(
          name: $0.name.replacing("_", with: " "), detail: $0.description, value: $0.accuracy)
      }, notes: audit.notes)
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
          ("trained on", provenance.training.map { "\(Wording.grouped($0.documents)) documents" }),
          ("SHA-256 over their labels and texts", provenance.training?.sha256),
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
          ("version", provenance.version), ("seed", "\(provenance.seed)"),
          ("resamples", "\(provenance.resamples)"), ("confidence", "\(provenance.confidence)"),
          ("BLAS", MachineDescription().blas),
        ]),
    ]
  }
}
