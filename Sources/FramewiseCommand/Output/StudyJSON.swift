internal import Corpus
internal import Evaluation
internal import Framewise

/// The facets of an evaluation in JSON.
enum StudyJSON {
  static func comparison(_ comparison: StudyComparison, to writer: inout JSONWriter) {
    writer.object("comparison") { writer in
      writer.member("with", comparison.name)
      writer.member("n", comparison.rows.count)
      writer.object("metrics") { writer in
        for difference in comparison.paired.differences {
          writer.object(difference.name) {
            $0.member("this", difference.first)
            $0.member("other", difference.second)
            $0.member("difference", difference.difference)
          }
        }
      }
      writer.object("mcnemar") {
        $0.member("only_this", comparison.paired.mcnemar.onlyFirst)
        $0.member("only_other", comparison.paired.mcnemar.onlySecond)
        $0.member("exact_p", comparison.paired.mcnemar.exactP)
      }
      writer.object("right") { writer in
        for (name, outcome) in [
          ("both", PairedOutcome.both), ("only_this", .onlyFirst), ("only_other", .onlySecond), ("neither", .neither),
        ] {
          writer.member(name, comparison.paired.outcomes.count { $0 == outcome })
        }
      }
    }
  }

  static func optimism(_ gap: OptimismGap, to writer: inout JSONWriter) {
    writer.object("optimism_gap") { writer in
      writer.member("metric", gap.metric.rawValue)
      writer.array("steps", gap.steps) { writer, step in
        writer.object {
          $0.member("name", step.name)
          $0.member("score", step.value)
          $0.member("drop", step.drop)
        }
      }
    }
  }

  static func repeats(_ repeats: RepeatedScores, to writer: inout JSONWriter) {
    writer.object("repeats") { writer in
      writer.member("count", repeats.repeats)
      writer.object("metrics") { writer in
        for score in repeats.scores {
          writer.object(score.metric.rawValue) {
            $0.member("mean", score.mean)
            $0.member("standard_deviation", score.standardDeviation)
            $0.array("values", score.values) { $0.value($1) }
          }
        }
      }
    }
  }

  static func reliability(_ reliability: Reliability, _ labels: [String], to writer: inout JSONWriter) {
    writer.object("reliability") { writer in
      curve(reliability.curve, "top_label", to: &writer)
      writer.object("by_label") { writer in
        for (label, own) in zip(labels, reliability.curves) { curve(own, label, to: &writer) }
      }
      writer.member("adaptive_ece", reliability.adaptiveECE)
      if let brier = reliability.brier {
        writer.object("brier") {
          $0.member("brier", brier.brier)
          $0.member("miscalibration", brier.miscalibration)
          $0.member("discrimination", brier.discrimination)
          $0.member("uncertainty", brier.uncertainty)
        }
      }
    }
    writer.object("risk_coverage") { writer in
      writer.member("area", reliability.riskCoverage.area)
      writer.array("points", reliability.riskCoverage.points) { writer, point in
        writer.object {
          $0.member("threshold", point.threshold)
          $0.member("coverage", point.coverage)
          $0.member("risk", point.risk)
        }
      }
    }
  }

  private static func curve(_ curve: CalibrationCurve, _ name: String, to writer: inout JSONWriter) {
    writer.array(name, curve.bins) { writer, bin in
      writer.object {
        $0.member("low", bin.low)
        $0.member("high", bin.high)
        $0.member("count", bin.count)
        $0.member("mean_predicted", bin.meanPredicted)
        $0.member("observed", bin.observed)
      }
    }
  }

  static func precisionRecall(_ study: EvaluationStudy, to writer: inout JSONWriter) {
    writer.object("precision_recall") { writer in
      for (label, curve) in zip(study.labels, study.precisionRecall) {
        writer.array(label, curve?.points ?? []) { writer, point in
          writer.object {
            $0.member("threshold", point.threshold)
            $0.member("recall", point.recall)
            $0.member("precision", point.precision)
          }
        }
      }
    }
  }

  static func groups(_ scores: GroupScores, to writer: inout JSONWriter) {
    writer.object("accuracy_by_group") { writer in
      writer.member("column", scores.column)
      writer.member("omitted", scores.omitted)
      writer.array("groups", scores.groups) { writer, group in
        writer.object {
          $0.member("name", group.name)
          $0.member("documents", group.documents)
          $0.member("accuracy", group.accuracy)
        }
      }
    }
  }

  static func conformal(_ report: ConformalReport, _ labels: [String], to writer: inout JSONWriter) {
    writer.object("conformal") { writer in
      writer.member("alpha", report.classifier.alpha)
      writer.member("coverage", report.coverage)
      writer.object("by_label") { writer in
        for (place, label) in labels.enumerated() {
          writer.object(label) {
            $0.member("coverage", report.coverageByLabel[place])
            $0.member("threshold", report.classifier.thresholds[place])
            $0.member("calibration_documents", report.classifier.support[place])
            $0.member("guaranteed", report.classifier.isGuaranteed(place))
          }
        }
      }
      writer.member("decided", report.decided)
      writer.member("accuracy_of_decided", report.accuracyOfDecided)
      writer.member("empty", report.empty)
      writer.member("mean_size", report.meanSize)
      writer.strings("refusals", report.refusals)
    }
  }

  static func learningCurve(_ found: StudyLearningCurve, to writer: inout JSONWriter) {
    writer.object("learning_curve") { writer in
      writer.member("metric", found.metric.rawValue)
      writer.array("points", found.curve.points) { writer, point in
        writer.object {
          $0.member("size", point.size)
          $0.array("errors", point.errors) { $0.value($1) }
          $0.member("fitted", found.curve.error(at: point.size))
        }
      }
      writer.object("fit") {
        $0.member("floor", found.curve.fit.floor)
        $0.member("scale", found.curve.fit.scale)
        $0.member("rate", found.curve.fit.rate)
      }
      writer.member("gain_of_500", found.gainOf500)
    }
  }

  static func mistakes(_ study: EvaluationStudy, to writer: inout JSONWriter) {
    writer.array("errors", study.mistakes) { writer, mistake in
      let document = study.documents[mistake.document]
      writer.object { writer in
        writer.member("id", document.id)
        writer.member("truth", study.labels[document.truth])
        writer.member("predicted", study.labels[document.predicted])
        writer.member("margin", mistake.margin)
        writer.array("probabilities", document.probabilities) { $0.value($1) }
        for (name, terms) in [("misleading", mistake.misleading), ("opposing", mistake.opposing)] {
          writer.array(name, terms) { writer, term in
            writer.object {
              $0.member("term", term.term)
              $0.member("contribution", term.contribution)
            }
          }
        }
        writer.member("text", mistake.passage)
        writer.array("marks", mistake.marks) { writer, mark in
          writer.object {
            $0.member("start", mark.range.lowerBound)
            $0.member("end", mark.range.upperBound)
            $0.member("contribution", mark.contribution)
          }
        }
      }
    }
  }

  static func labelIssues(_ issues: LabelIssues, _ study: EvaluationStudy, to writer: inout JSONWriter) {
    writer.object("label_issues") { writer in
      writer.member("summary", LabelIssues.sentence(issues.issues.count, accuracy: study.report[.accuracy]))
      writer.member("contradicted_share", issues.contradictedShare)
      writer.array("issues", issues.issues) { writer, issue in
        writer.object {
          $0.member("id", study.documents[issue.row].id)
          $0.member("given", study.labels[issue.given])
          $0.member("suggested", study.labels[issue.suggested])
          $0.member("margin", issue.margin)
        }
      }
    }
  }

  static func duplicates(_ duplicates: StudyDuplicates, _ labels: [String], to writer: inout JSONWriter) {
    writer.object("duplicates") { writer in
      writer.member("documents", duplicates.documents)
      writer.member("clusters", duplicates.clusters)
      writer.array("conflicts", duplicates.conflicts) { writer, conflict in
        writer.object {
          $0.member("first", conflict.first)
          $0.member("second", conflict.second)
          $0.member("first_label", labels[conflict.firstLabel])
          $0.member("second_label", labels[conflict.secondLabel])
          $0.member("jaccard", conflict.jaccard)
          $0.member("containment", conflict.containment)
        }
      }
    }
  }

  static func audit(_ audit: RobustnessAudit, to writer: inout JSONWriter) {
    writer.object("audit") { writer in
      writer.array("changes", audit.findings) { writer, finding in
        writer.object {
          $0.member("change", finding.perturbation.rawValue)
          $0.member("altered", finding.altered)
          $0.member("flips", finding.flips)
          $0.member("accuracy_change", finding.accuracyChange)
          $0.strings("examples", finding.examples)
        }
      }
      writer.array("restricted", audit.restricted) { writer, restricted in
        writer.object {
          $0.member("name", restricted.name)
          $0.member("sees", restricted.description)
          $0.member("accuracy", restricted.accuracy)
          $0.member("macro_f1", restricted.macroF1)
          $0.member("majority_macro_f1", restricted.majorityMacroF1)
        }
      }
      writer.strings("notes", audit.notes)
    }
  }
}
