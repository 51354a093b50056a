/// Markup under construction: the only way in which the room writes.
///
/// Tags and attribute names are `StaticString`, so they can only come from this room's source; every other string goes
/// through ``VisibleText`` and can neither end an element nor begin one. What comes out is well-formed as XML too.
struct Markup {
  private(set) var bytes: [UInt8] = []

  /// Markup that stands in the source as it is.
  mutating func raw(_ markup: StaticString) {
    // SAFETY: the buffer of a static string lives as long as the program and is only read within the closure.
    markup.withUTF8Buffer { unsafe bytes.append(contentsOf: $0) }
  }

  /// Text on one line: every control character is shown as an escape.
  mutating func text(_ text: String) { VisibleText.append(text, to: &bytes, keepingLines: false) }

  /// Text of a document: its line breaks and tabs are kept.
  mutating func passage(_ text: some StringProtocol) { VisibleText.append(text, to: &bytes, keepingLines: true) }

  mutating func open(_ tag: StaticString, _ attributes: [Attribute] = []) {
    start(tag, attributes)
    bytes.append(UInt8(ascii: ">"))
  }

  mutating func close(_ tag: StaticString) {
    raw("</")
    raw(tag)
    raw(">")
  }

  /// An element without content.
  mutating func empty(_ tag: StaticString, _ attributes: [Attribute] = []) {
    start(tag, attributes)
    raw("/>")
  }

  mutating func element(_ tag: StaticString, _ attributes: [Attribute] = [], _ content: (inout Markup) -> Void) {
    open(tag, attributes)
    content(&self)
    close(tag)
  }

  mutating func element(_ tag: StaticString, _ attributes: [Attribute] = [], text: String) {
    element(tag, attributes) { $0.text(text) }
  }

  /// A name from outside, kept apart from the direction of the writing around it.
  mutating func name(_ name: String) { element("bdi", text: name) }

  mutating func newline() { bytes.append(UInt8(ascii: "\n")) }

  private mutating func start(_ tag: StaticString, _ attributes: [Attribute]) {
    bytes.append(UInt8(ascii: "<"))
    raw(tag)
    for attribute in attributes {
      bytes.append(UInt8(ascii: " "))
      raw(attribute.name)
      raw("=\"")
      text(attribute.value)
      bytes.append(UInt8(ascii: "\""))
    }
  }
}

/// An attribute of an element; its value is escaped when it is written.
struct Attribute {
  let name: StaticString
  let value: String

  init(_ name: StaticString, _ value: String) {
    self.name = name
    self.value = value
  }

  /// A coordinate or a length.
  init(_ name: StaticString, _ value: Double) { self.init(name, NumberText.coordinate(value)) }

  static func style(_ classes: String) -> Attribute { Attribute("class", classes) }
  static func id(_ id: String) -> Attribute { Attribute("id", id) }
}
