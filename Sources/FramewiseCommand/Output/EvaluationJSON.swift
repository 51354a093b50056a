internal import Corpus
internal import Evaluation
internal import Framewise

/// An evaluation as one JSON object.
enum EvaluationJSON {
  static func encode(_ study: EvaluationStudy) -> String {
    var writer = JSONWriter(indentation: 2)
    writer.object { write(study, to: &$0) }
    writer.endLine()
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  private static func write(_ study: EvaluationStudy, to writer: inout JSONWriter) {
    let report = study.report
    writer.member("n", report.n)
    writer.strings("labels", report.labels)
    if let groups = report.groups { writer.member("groups", groups) }
    if let warning = report.warning { writer.member("warning", warning) }
    if let overlap = study.overlap {
      writer.object("trained_on") {
        $0.member("documents", overlap.documents)
        $0.member("of", overlap.of)
      }
    }
    if let reach = study.reach {
      writer.object("beyond_model") {
        $0.member("no_known_word", reach.emptyCount)
        $0.member("other_language", reach.otherLanguageCount)
      }
    }
    method(study.method, to: &writer)
    writer.member("seed", String(study.provenance.seed))
    writer.metrics("metrics", report.metrics)
    if !study.uncalibrated.isEmpty { writer.metrics("raw", study.uncalibrated) }
    writer.object("per_class") { writer in
      for label in report.perClass {
        writer.object(label.label) {
          $0.member("precision", label.precision)
          $0.member("recall", label.recall)
          $0.member("f1", label.f1)
          $0.member("roc_auc", label.rocAUC)
          $0.member("average_precision", label.averagePrecision)
          $0.member("support", label.support)
          $0.member("predicted", label.predicted)
        }
      }
    }
    writer.array("confusion", report.confusion.rows) { $0.array(nil, $1) { $0.value($1) } }
    writer.array("confusion_documents", study.confusionDocuments) { writer, row in
      writer.array(nil, row) { writer, cell in writer.array(nil, cell) { $0.value(study.documents[$1].id) } }
    }
    writer.object("baselines") { writer in
      for baseline in report.baselines {
        writer.object(baseline.name) { writer in
          if let rule = baseline.rule { writer.member("rule", rule) }
          for metric in baseline.metrics { writer.member(metric.name, metric.value) }
          if !baseline.lead.isEmpty { writer.metrics("lead", baseline.lead) }
        }
      }
    }
    writer.strings("verdicts", study.verdicts)
    facets(study, to: &writer)
    writer.strings("notes", study.notes)
    provenance(study.provenance, to: &writer)
  }

  private static func method(_ method: EvaluationStudy.Method, to writer: inout JSONWriter) {
    switch method {
    case .model: writer.member("method", "model")
    case .crossValidation(let folds, let split):
      writer.member("method", "cross_validation")
      writer.member("folds", folds)
      writer.member("split", split)
    case .cut(let date):
      writer.member("method", "cut")
      writer.member("cut", date)
    case .rollingOrigin(let steps):
      writer.member("method", "rolling_origin")
      writer.member("folds", steps)
    }
  }

  private static func facets(_ study: EvaluationStudy, to writer: inout JSONWriter) {
    if let comparison = study.comparison { StudyJSON.comparison(comparison, to: &writer) }
    if let optimism = study.optimism { StudyJSON.optimism(optimism, to: &writer) }
    if let repeats = study.repeats { StudyJSON.repeats(repeats, to: &writer) }
    if let reliability = study.reliability { StudyJSON.reliability(reliability, study.labels, to: &writer) }
    if !study.precisionRecall.isEmpty { StudyJSON.precisionRecall(study, to: &writer) }
    if let scores = study.groupScores { StudyJSON.groups(scores, to: &writer) }
    if let conformal = study.conformal { StudyJSON.conformal(conformal, study.labels, to: &writer) }
    if let curve = study.learningCurve { StudyJSON.learningCurve(curve, to: &writer) }
    if !study.mistakes.isEmpty { StudyJSON.mistakes(study, to: &writer) }
    if let issues = study.labelIssues { StudyJSON.labelIssues(issues, study, to: &writer) }
    if let duplicates = study.duplicates { StudyJSON.duplicates(duplicates, study.labels, to: &writer) }
    if let agreement = study.agreement { writer.object("agreement") { AgreementOutput.write(agreement, to: &$0) } }
    if let audit = study.audit { StudyJSON.audit(audit, to: &writer) }
    if !study.topTerms.isEmpty {
      writer.object("top_terms") { writer in
        for (label, terms) in zip(study.labels, study.topTerms) {
          writer.array(label, terms) { writer, term in
            writer.object {
              $0.member("term", term.name)
              $0.member("weight", term.weight)
            }
          }
        }
      }
    }
  }

  private static func provenance(_ provenance: EvaluationStudy.Provenance, to writer: inout JSONWriter) {
    if let sha256 = provenance.modelSHA256 {
      writer.object("model") {
        $0.member("sha256", sha256)
        if let name = provenance.modelName { $0.member("name", name) }
        if let training = provenance.training {
          $0.member("training_documents", training.documents)
          $0.member("training_sha256", training.sha256)
        }
      }
    }
    writer.object("data") { writer in
      writer.member("sha256", provenance.dataSHA256)
      writer.strings("names", provenance.dataNames)
      writer.member("read", provenance.tally.read)
      writer.member("used", provenance.tally.used)
      writer.member("rejected", provenance.tally.rejected)
      writer.member("empty", provenance.tally.empty)
    }
    writer.object("provenance") {
      $0.member("version", provenance.version)
      $0.member("settings", provenance.settings)
      $0.member("resamples", provenance.resamples)
      $0.member("confidence", provenance.confidence)
    }
  }
}
