internal import Corpus
internal import Evaluation
internal import Files
internal import Learning
internal import TextFeatures

/// What training reads: documents counted, their labels, groups and weights.
struct TrainingCorpus {
  var counted: CountedCorpus
  /// In order of the label list asked for, else of their bytes.
  var labels: [String]
  /// One a document.
  var truth: [Int]
  /// One a document where the input has a group column.
  var groups: [Int]?
  var weights: [Double]?
  var ids: [String]
  /// Words of each document; zeros where single words are no features.
  var wordCounts: [Int]
  /// Documents by their language, as far as it could be told.
  var languages: [String: Int]
  var tally: Tally
  /// Documents that came from each input.
  var sourceRecords: [Int]
  var recordsDigest: String
  /// Of the texts, ascending; empty where they are too many.
  var fingerprints: [UInt64]

  /// Some of the documents; tally and digest stay those of all.
  func subset(_ documents: [Int]) -> TrainingCorpus {
    var own = self
    own.counted = counted.subset(documents)
    own.truth = documents.map { truth[$0] }
    own.groups = groups.map { groups in documents.map { groups[$0] } }
    own.weights = weights.map { weights in documents.map { weights[$0] } }
    own.ids = documents.map { ids[$0] }
    own.wordCounts = documents.map { wordCounts[$0] }
    return own
  }

  /// So many documents drawn at random, in their order; all where there are no more.
  func sample(_ count: Int, seed: UInt64) -> TrainingCorpus {
    guard truth.count > count else { return self }
    var source = RandomSource(seed: seed, stream: 0)
    var order = Array(truth.indices)
    source.shuffle(&order)
    return subset(order.prefix(max(0, count)).sorted())
  }
}

/// What became of the records of an input: `read = used + rejected + empty + outOfDomain`.
public struct Tally: Sendable, Equatable {
  public var read = 0
  public var used = 0
  public var rejected = 0
  public var empty = 0
  /// Of the rejected ones those that have a text and no label.
  public var unlabelled = 0
  /// In a language that the model does not know; only when scoring.
  public var outOfDomain = 0
  public var malformedUTF8 = 0
  public var bytes = 0
  /// The first problems, as sentences with file and line.
  public var problems: [String] = []
  static let problemLimit = 10

  public init() {}

  mutating func add(_ other: Tally) {
    read += other.read
    used += other.used
    rejected += other.rejected
    empty += other.empty
    unlabelled += other.unlabelled
    outOfDomain += other.outOfDomain
    malformedUTF8 += other.malformedUTF8
    bytes += other.bytes
    problems.append(contentsOf: other.problems.prefix(max(0, Self.problemLimit - problems.count)))
  }

  /// What to throw when no record is left.
  ///
  /// - Parameter whenRead: told of the tally, but not where one sentence says all of it.
  func nothingLeft(_ reader: RecordReader, _ whenRead: (Tally) -> Void = { _ in }) -> any Error {
    if unlabelled > 0, unlabelled == read, let error = reader.absence(of: .label) { return error }
    whenRead(self)
    let inputs = InputNames(reader)
    let names = inputs.names
    if read == 0, inputs.areFolders { return TrainingError.noTexts(inputs: names) }
    return TrainingError.noRecords(inputs: names, rejected: rejected, first: problems.first)
  }

  mutating func reject(_ sentence: @autoclosure () -> String) {
    rejected += 1
    if problems.count < Self.problemLimit { problems.append(sentence()) }
  }
}

/// Names of a reader's inputs, for messages; apart from the reader, so that any thread may use them.
struct InputNames: Sendable {
  let names: [String]
  /// The inputs that are folders.
  private let folders: [FilePath?]

  init(_ reader: RecordReader) {
    folders = reader.inputs.map { input in
      if case .path(let path) = input, (try? path.isFolder()) == true { path } else { nil }
    }
    names = reader.inputs.map { input in
      switch input {
      case .standardInput: "standard input"
      case .path(let path): "\(path)"
      }
    }
  }

  var areFolders: Bool { folders.allSatisfy { $0 != nil } }

  /// Where a record stands: file and line, or the file alone where it is the record.
  func place(of record: Record, in batch: RecordBatch) -> String {
    guard batch.holdsWholeTexts else { return "\(names[batch.input]):\(record.line)" }
    guard let folder = folders[batch.input], let id = record[.id] else { return names[batch.input] }
    return "\(folder.appending(FilePath(bytes: Array(batch.bytes[id]))))"
  }
}
