/// One section of the page, or the reason why it is not there.
struct Section {
  enum Body {
    case written((inout Page) -> Void)
    case absent(because: String)
  }

  /// For links; also the section's anchor.
  let id: String
  let title: String
  let body: Body

  init(_ id: String, _ title: String, write: @escaping (inout Page) -> Void) {
    self.id = id
    self.title = title
    body = .written(write)
  }

  init<Value>(_ id: String, _ title: String, _ part: Part<Value>, write: @escaping (Value, inout Page) -> Void) {
    self.id = id
    self.title = title
    switch part {
    case .shown(let value): body = .written { write(value, &$0) }
    case .absent(let reason): body = .absent(because: reason)
    }
  }
}
