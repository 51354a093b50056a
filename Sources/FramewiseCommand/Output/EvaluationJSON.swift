internal import Corpus
internal import Evaluation

/// An evaluation as one JSON object.
enum EvaluationJSON {
  static func encode(_ report: EvaluationReport, _ record: EvaluationRecord) -> String {
    var writer = JSONWriter(indentation: 2)
    writer.beginObject()
    writer.key("n")
    writer.value(report.n)
    writer.key("labels")
    writer.beginArray()
    for label in report.labels { writer.value(label) }
    writer.endArray()
    if let groups = report.groups {
      writer.key("groups")
      writer.value(groups)
    }
    if let folds = record.folds {
      writer.key("folds")
      writer.value(folds)
    }
    writer.key("seed")
    writer.value(String(record.seed))
    writer.key("metrics")
    write(report.metrics, to: &writer)
    writer.key("per_class")
    writer.beginObject()
    for label in report.perClass {
      writer.key(label.label)
      writer.beginObject()
      for (name, value) in [("precision", label.precision), ("recall", label.recall), ("f1", label.f1)] {
        writer.key(name)
        write(value, to: &writer)
      }
      writer.key("support")
      writer.value(label.support)
      writer.endObject()
    }
    writer.endObject()
    writer.key("confusion")
    writer.beginArray()
    for row in report.confusion.rows {
      writer.beginArray()
      for count in row { writer.value(count) }
      writer.endArray()
    }
    writer.endArray()
    writer.key("baselines")
    writer.beginObject()
    for baseline in report.baselines {
      writer.key(baseline.name)
      write(baseline.metrics, to: &writer)
    }
    writer.endObject()
    for (name, digest) in [("model", record.modelDigest), ("data", record.dataDigest)] {
      guard let digest else { continue }
      writer.key(name)
      writer.beginObject()
      writer.key("sha256")
      writer.value(digest)
      writer.endObject()
    }
    writer.endObject()
    writer.endLine()
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  private static func write(_ metrics: [NamedMetric], to writer: inout JSONWriter) {
    writer.beginObject()
    for metric in metrics {
      writer.key(metric.name)
      write(metric.value, to: &writer)
    }
    writer.endObject()
  }

  private static func write(_ metric: MetricValue, to writer: inout JSONWriter) {
    writer.beginObject()
    for (name, number) in [("value", metric.value), ("low", metric.low), ("high", metric.high)] {
      writer.key(name)
      if let number { writer.value(number) } else { writer.null() }
    }
    if let reason = metric.reason {
      writer.key("reason")
      writer.value(reason)
    }
    writer.endObject()
  }
}
