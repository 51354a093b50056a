internal import Corpus
internal import Evaluation

/// How numbers with intervals look in JSON.
extension JSONWriter {
  mutating func object(_ name: String? = nil, _ body: (inout JSONWriter) -> Void) {
    if let name { key(name) }
    beginObject()
    body(&self)
    endObject()
  }

  mutating func array<Elements: Sequence>(
    _ name: String? = nil, _ elements: Elements, _ body: (inout JSONWriter, Elements.Element) -> Void
  ) {
    if let name { key(name) }
    beginArray()
    for element in elements { body(&self, element) }
    endArray()
  }

  mutating func member(_ name: String, _ text: String) {
    key(name)
    value(text)
  }

  mutating func member(_ name: String, _ number: Int) {
    key(name)
    value(number)
  }

  mutating func member(_ name: String, _ boolean: Bool) {
    key(name)
    value(boolean)
  }

  mutating func member(_ name: String, _ number: Double?) {
    key(name)
    if let number { value(number) } else { null() }
  }

  /// `value`, `low` and `high`, and why one of them is null.
  mutating func member(_ name: String, _ metric: MetricValue) {
    object(name) {
      $0.member("value", metric.value)
      $0.member("low", metric.low)
      $0.member("high", metric.high)
      if let reason = metric.reason { $0.member("reason", reason) }
    }
  }

  mutating func metrics(_ name: String, _ metrics: [NamedMetric]) {
    object(name) { writer in for metric in metrics { writer.member(metric.name, metric.value) } }
  }

  mutating func strings(_ name: String, _ texts: some Sequence<String>) { array(name, texts) { $0.value($1) } }
}
