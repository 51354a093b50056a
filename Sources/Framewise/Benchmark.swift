public import Corpus
internal import Dispatch
internal import Files
internal import Learning
internal import LinearAlgebra
internal import Preparation
internal import Synchronization
internal import TextFeatures

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Measures how fast this machine trains and scores.
///
/// Texts are held in memory, and every stage does the same work on all of them; each stage contains the one before it:
/// `prepare` masks and cuts where the model asks for it, `normalise` and `tokenise` make words, `look up` finds words and
/// n-grams and does nothing with them, `count` counts them, `score` weighs them to probabilities, `judge` also tells the
/// language and the novelty, and `write` makes lines of CSV. `read` stands apart: from the file to records. `fit` counts
/// and weighs a corpus anew, and `train` fits weights too.
public struct Benchmark: Sendable {
  /// What is measured on.
  public struct Texts: Sendable {
    var bytes: [UInt8] = []
    var ranges: [Range<Int>] = []
    public internal(set) var tokens = 0

    public var count: Int { ranges.count }
    public var byteCount: Int { bytes.count }
  }

  /// One stage at one number of threads.
  public struct Measurement: Sendable {
    public var stage: String
    public var threads: Int
    public var seconds: Double
    /// User and system time of all threads.
    public var processorSeconds: Double
    public var documents: Int
    public var bytes: Int
    public var tokens: Int
    /// Of one document; nil where documents are not timed one by one.
    public var medianMilliseconds: Double?
    public var ninetyNinthMilliseconds: Double?
    public var peakMemoryBytes: Int

    public var documentsPerSecond: Double { Double(documents) / seconds }
    public var megabytesPerSecond: Double { Double(bytes) / 1e6 / seconds }
    public var tokensPerSecond: Double { Double(tokens) / seconds }
  }

  public let model: Model
  public let texts: Texts
  /// Of reading the texts from their files; nil where they were made up.
  public private(set) var reading: Measurement?
  /// What became of the records that were read; `used` are those measured on.
  public private(set) var tally = Tally()

  /// Texts are kept up to this many bytes; what follows is left out.
  public static let byteLimit = 256 << 20

  /// Whether features and weights can be fitted anew: a model that learned with word vectors does not hold them.
  public var canTrain: Bool {
    let settings = model.vectorizer.settings
    return settings.vectors != nil || !settings.blocks.contains { $0.analyzer == .vectors }
  }

  /// Reads the texts to measure on.
  public init(_ model: Model, _ reader: RecordReader) throws {
    var texts = Texts()
    var chunk = RawChunk()
    var batch = RecordBatch()
    var wall = 0.0
    var processor = 0.0
    var tally = Tally()
    let names = InputNames(reader)
    while texts.bytes.count < Self.byteLimit {
      let start = Stopwatch()
      guard try reader.next(into: &chunk) else { break }
      chunk.decode(into: &batch)
      // What follows keeps the texts for the other stages, which no reading does.
      wall += start.wall()
      processor += start.processor()
      for record in batch.records {
        tally.read += 1
        guard batch.problem(of: record) == nil, let text = record[.text] else {
          let problem = batch.problem(of: record)?.description ?? "there is no text"
          tally.reject("\(names.place(of: record, in: batch)): \(problem)")
          continue
        }
        tally.used += 1
        texts.ranges.append(texts.bytes.count..<texts.bytes.count + text.count)
        texts.bytes.append(contentsOf: batch.bytes[text])
      }
    }
    self.init(model, texts)
    self.tally = tally
    var reading = measurement("read", 1, Stopwatch())
    reading.seconds = wall
    reading.processorSeconds = processor
    self.reading = reading
  }

  /// Texts made up from the model's own words, with a seed: where there is nothing else to measure on.
  public init(_ model: Model, syntheticDocuments count: Int) {
    var texts = Texts()
    var random = UInt64(count)
    func next() -> Int {
      random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(random >> 33)
    }
    let table = model.vectorizer.blocks[0].terms
    for _ in 0..<count {
      let start = texts.bytes.count
      for _ in 0..<500 {
        // Small numbers are common ones: squaring a share of the vocabulary is near enough to how words recur.
        let share = Double(next() % 1_000_000) / 1e6
        texts.bytes.append(contentsOf: table.term(min(Int(share * share * Double(table.count)), table.count - 1)))
        texts.bytes.append(UInt8(ascii: " "))
      }
      texts.ranges.append(start..<texts.bytes.count)
    }
    self.init(model, texts)
  }

  private init(_ model: Model, _ texts: Texts) {
    var counted = texts
    var stages = TextStages(model.vectorizer.settings)
    let bytes = texts.bytes.span
    for range in texts.ranges { counted.tokens += stages.tokenise(bytes.extracting(range)) }
    self.model = model
    self.texts = counted
  }

  /// Times every stage at every number of threads.
  ///
  /// - Parameter stages: those of fitting and training only where `canTrain`.
  public func run(threads: [Int], stages: Stages, format: some ScoreFormat) throws -> [Measurement] {
    var results: [Measurement] = []
    let noID: [UInt8] = []
    if stages.contains(.scoring), let reading { results.append(reading) }
    for count in threads where stages.contains(.scoring) {
      if !model.vectorizer.settings.preparation.isNone {
        results.append(
          measure("prepare", count) {
            TextStages(model.vectorizer.settings)
          } body: {
            $0.prepare($1)
          })
      }
      results.append(
        measure("normalise", count) {
          TextStages(model.vectorizer.settings)
        } body: {
          $0.normalise($1)
        })
      results.append(
        measure("tokenise", count) {
          TextStages(model.vectorizer.settings)
        } body: {
          $0.tokenise($1)
        })
      results.append(
        measure("look up", count) {
          TextStages(model.vectorizer.settings)
        } body: {
          $0.lookUp($1, in: model.vectorizer)
        })
      results.append(
        measure("count", count) {
          RowCounter(model.vectorizer)
        } body: { counter, text in
          var terms = 0
          counter.count(text, vectorizer: model.vectorizer) { _, columns, _ in terms += columns.count }
          return terms
        })
      results.append(
        measure("score", count) {
          Scorer(model)
        } body: {
          $0.score($1)
        })
      if model.knowsNovelty {
        results.append(
          measure("judge", count) {
            judge()
          } body: {
            judge($1, &$0)
          })
      }
      results.append(
        measure("write", count) {
          (scorer: judge(), output: [UInt8]())
        } body: { worker, text in
          let label = judge(text, &worker.scorer)
          if worker.output.count > 1 << 20 { worker.output.removeAll(keepingCapacity: true) }
          format.append(
            ScoredRecord(status: .ok, label: label), id: noID.span, labels: model.labels,
            probabilities: worker.scorer.probabilities, to: &worker.output)
          return worker.output.count
        })
    }
    for index in results.indices where results[index].stage == "score" && results[index].threads == threads.min() {
      let latencies = documentLatencies()
      results[index].medianMilliseconds = latencies.median
      results[index].ninetyNinthMilliseconds = latencies.ninetyNinth
    }
    for count in threads where stages.contains(.fitting) { results.append(try fit(count).measurement) }
    if stages.contains(.training) { results.append(contentsOf: try train()) }
    return results
  }

  /// Bytes a second that one thread reads from memory, in order: a limit of the machine.
  public static func memoryRead() -> Double {
    let words = [UInt64](repeating: 1, count: 8 << 20)
    var best = Double.infinity
    for _ in 0..<3 {
      let start = Stopwatch()
      var sums = SIMD8<UInt64>(repeating: 0)
      for index in stride(from: 0, to: words.count, by: 8) {
        sums &+= SIMD8(
          words[index], words[index + 1], words[index + 2], words[index + 3], words[index + 4], words[index + 5],
          words[index + 6], words[index + 7])
      }
      Blackhole.use(Int(truncatingIfNeeded: sums.wrappedSum()))
      best = min(best, start.wall())
    }
    return Double(words.count * 8) / best
  }

  /// Which stages are measured.
  public struct Stages: OptionSet, Sendable {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }
    public static let scoring = Stages(rawValue: 1)
    public static let fitting = Stages(rawValue: 2)
    public static let training = Stages(rawValue: 4)
  }

  /// A scorer that also measures novelty, where the model knows what is usual.
  private func judge() -> Scorer {
    var scorer = Scorer(model)
    scorer.measuresNovelty = model.knowsNovelty
    return scorer
  }

  /// Does all that `score` does with one text.
  private func judge(_ text: Span<UInt8>, _ scorer: inout Scorer) -> Int {
    if scorer.measuresNovelty {
      let language = Language.guess(text)
      Blackhole.use(Int(truncatingIfNeeded: ScoringRun.fingerprint(text)) ^ (language == nil ? 1 : 0))
    }
    return scorer.score(text)
  }

  /// The fastest of three runs, of one where the texts are many.
  private func measure<Worker>(
    _ stage: String, _ threads: Int, worker: @Sendable () -> Worker,
    body: @Sendable (inout Worker, Span<UInt8>) -> Int
  ) -> Measurement {
    var best = measureOnce(stage, threads, worker: worker, body: body)
    for _ in 0..<(texts.byteCount < 64 << 20 ? 2 : 0) {
      let other = measureOnce(stage, threads, worker: worker, body: body)
      if other.processorSeconds < best.processorSeconds { best = other }
    }
    return best
  }

  private func measureOnce<Worker>(
    _ stage: String, _ threads: Int, worker: @Sendable () -> Worker,
    body: @Sendable (inout Worker, Span<UInt8>) -> Int
  ) -> Measurement {
    let documents = texts.ranges.count
    let share = (documents + threads - 1) / threads
    let texts = texts
    let start = Stopwatch()
    DispatchQueue.concurrentPerform(iterations: threads) { thread in
      var own = worker()
      var sum = 0
      let bytes = texts.bytes.span
      for document in min(thread * share, documents)..<min((thread + 1) * share, documents) {
        sum &+= body(&own, bytes.extracting(texts.ranges[document]))
      }
      Blackhole.use(sum)
    }
    return measurement(stage, threads, start)
  }

  private func measurement(_ stage: String, _ threads: Int, _ start: Stopwatch) -> Measurement {
    Measurement(
      stage: stage, threads: threads, seconds: start.wall(), processorSeconds: start.processor(),
      documents: texts.count, bytes: texts.byteCount, tokens: texts.tokens, peakMemoryBytes: Stopwatch.peakMemory())
  }

  private func documentLatencies() -> (median: Double, ninetyNinth: Double) {
    var scorer = Scorer(model)
    let bytes = texts.bytes.span
    var times = texts.ranges.map { range in
      let start = Stopwatch()
      scorer.score(bytes.extracting(range))
      return start.wall() * 1000
    }
    times.sort()
    guard !times.isEmpty else { return (0, 0) }
    return (times[times.count / 2], times[min(times.count - 1, times.count * 99 / 100)])
  }

  /// Counts the texts anew and weighs their rows.
  private func fit(_ threads: Int) throws -> (rows: SparseMatrix, measurement: Measurement) {
    let start = Stopwatch()
    let texts = texts
    let settings = model.vectorizer.settings
    let share = (texts.count + threads - 1) / threads
    let counters = Parallel.map(threads, threads: threads) { thread in
      var counter = CorpusCounter(settings: settings)
      let bytes = texts.bytes.span
      for document in min(thread * share, texts.count)..<min((thread + 1) * share, texts.count) {
        counter.add(bytes.extracting(texts.ranges[document]))
      }
      return counter
    }
    let corpus = CountedCorpus(consume counters, threads: threads)
    let rows = corpus.rows(under: try corpus.select(), threads: threads)
    return (rows, measurement("fit", threads, start))
  }

  /// Fits features anew, then weights to the labels that the model gives the texts.
  private func train() throws -> [Measurement] {
    var scorer = Scorer(model)
    let bytes = texts.bytes.span
    let labels = texts.ranges.map { scorer.score(bytes.extracting($0)) }
    guard Set(labels).count > 1 else { return [] }
    let start = Stopwatch()
    _ = try LogisticRegression.fit(
      try fit(1).rows, labels: labels, labelCount: model.labels.count,
      options: LogisticRegression.Options(c: model.training.c, tolerance: 1e-6))
    return [measurement("train", 1, start)]
  }
}

/// Wall and processor time since it was made.
struct Stopwatch {
  private let wallStart = Self.seconds(CLOCK_MONOTONIC)
  private let processorStart = Self.seconds(CLOCK_PROCESS_CPUTIME_ID)

  func wall() -> Double { Self.seconds(CLOCK_MONOTONIC) - wallStart }
  func processor() -> Double { Self.seconds(CLOCK_PROCESS_CPUTIME_ID) - processorStart }

  #if canImport(Glibc)
    private static let thisProcess = __rusage_who_t(RUSAGE_SELF.rawValue)
  #else
    private static let thisProcess = RUSAGE_SELF
  #endif

  private static func seconds(_ clock: clockid_t) -> Double {
    var time = timespec()
    // SAFETY: a local of the right type.
    unsafe clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// The most memory that was resident at once, in bytes.
  static func peakMemory() -> Int {
    var usage = rusage()
    // SAFETY: a local of the right type.
    unsafe getrusage(Self.thisProcess, &usage)
    #if canImport(Darwin)
      return Int(usage.ru_maxrss)
    #else
      return Int(usage.ru_maxrss) * 1024
    #endif
  }
}

/// Keeps work whose result nobody wants from being optimised away.
enum Blackhole {
  private static let kept = Atomic(0)
  static func use(_ value: Int) { kept.store(value, ordering: .relaxed) }
}

/// The machine that figures were measured on.
public struct MachineDescription: Sendable {
  public var processor: String
  public var cores: Int
  public var system: String
  /// The file of the BLAS that is loaded.
  public var blas: String

  public init() {
    cores = sysconf(Int32(_SC_NPROCESSORS_ONLN))
    processor =
      Self.line(in: "/proc/cpuinfo", with: "model name").flatMap { line in
        line.split(separator: ":", maxSplits: 1).last.map { String($0.drop { $0 == " " }) }
      } ?? "unknown"
    system =
      Self.line(in: "/etc/os-release", with: "PRETTY_NAME=").map { String($0.dropFirst(12).filter { $0 != "\"" }) }
      ?? "unknown"
    let map = Self.line(in: "/proc/self/maps", with: "blas")
    blas = map.flatMap { $0.split(separator: " ").last.map(String.init) } ?? "unknown"
  }

  private static func line(in path: String, with text: String) -> String? {
    guard let bytes = try? ByteStream.whole(FilePath(path), limit: 1 << 20) else { return nil }
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      let line = String(decoding: line, as: UTF8.self)
      if line.contains(text) { return line }
    }
    return nil
  }
}
