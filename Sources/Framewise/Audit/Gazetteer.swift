internal import Corpus
public import Preparation
internal import TextFeatures

/// International actors and the words that name them.
public struct Gazetteer: Sendable {
  struct Entry: Sendable {
    var name: String
    var type: String
    var forms: [[UInt8]]
  }

  /// A place in a text that names an actor.
  package struct Mention: Sendable, Equatable {
    var entry: Int
    /// Which of its forms.
    var form: Int
    var range: Range<Int>
  }

  let entries: [Entry]
  private let exceptions: [[UInt8]]
  /// Entry and form of each of the finder's names.
  private let places: [(entry: Int, form: Int)]
  private let finder: ActorNames

  public var count: Int { entries.count }

  /// - Parameter json: `{"entries": [{"name": …, "type": …, "forms": […]}, …], "exceptions": […]}`, the exceptions being
  ///   phrases that hold a name and name no actor; nil for anything else.
  public init?(_ json: [UInt8]) {
    guard let value = try? JSONValue(parsing: json), let list = value["entries"]?.array else { return nil }
    var entries: [Entry] = []
    var places: [(entry: Int, form: Int)] = []
    var names: [[UInt8]] = []
    for value in list {
      guard let name = value["name"]?.string, let type = value["type"]?.string, let forms = value["forms"]?.array else {
        return nil
      }
      let own = forms.compactMap { $0.string.map { Array($0.utf8) } }.filter { !$0.isEmpty }
      guard !own.isEmpty else { continue }
      for (form, bytes) in own.enumerated() where ActorNames.canBeName(bytes) {
        names.append(bytes)
        places.append((entries.count, form))
      }
      entries.append(Entry(name: name, type: type, forms: own))
    }
    self.entries = entries
    self.places = places
    exceptions = (value["exceptions"]?.array ?? []).compactMap { $0.string.map { Array($0.utf8) } }
    finder = ActorNames(names: names, exceptions: exceptions)
  }

  /// All mentions in order: at each word the longest form that is there as it is written.
  package func mentions(in text: [UInt8]) -> [Mention] {
    finder.mentions(in: text.span).map { match in
      Mention(entry: places[match.phrase].entry, form: places[match.phrase].form, range: match.range)
    }
  }

  /// The names as a model carries them, with what else they may be written like.
  public var actorNames: ActorNames {
    ActorNames(
      gazetteerForms: entries.flatMap(\.forms), exceptions: exceptions, decomposed: { NormalForm.decomposed.of($0) })
  }
}
