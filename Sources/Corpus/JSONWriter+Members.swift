/// Whole members, objects and arrays.
extension JSONWriter {
  package mutating func object(_ name: String? = nil, _ body: (inout JSONWriter) -> Void) {
    if let name { key(name) }
    beginObject()
    body(&self)
    endObject()
  }

  package mutating func array<Elements: Sequence>(
    _ name: String? = nil, _ elements: Elements, _ body: (inout JSONWriter, Elements.Element) -> Void
  ) {
    if let name { key(name) }
    beginArray()
    for element in elements { body(&self, element) }
    endArray()
  }

  package mutating func member(_ name: String, _ text: String) {
    key(name)
    value(text)
  }

  package mutating func member(_ name: String, _ number: Int) {
    key(name)
    value(number)
  }

  package mutating func member(_ name: String, _ boolean: Bool) {
    key(name)
    value(boolean)
  }

  package mutating func member(_ name: String, _ number: Double?) {
    key(name)
    if let number { value(number) } else { null() }
  }

  package mutating func strings(_ name: String, _ texts: some Sequence<String>) { array(name, texts) { $0.value($1) } }
}
