internal import ArgumentParser
internal import CAllocator
internal import Corpus
internal import Framewise

struct Bench: Verb {
  static let configuration = CommandConfiguration(
    commandName: "bench", _superCommandName: "framewise",
    abstract: "Measure throughput of training and scoring on this machine.",
    discussion: """
      Texts are read into memory first; then each stage does its work on all of them, and contains the one before it. \
      Without INPUT, texts are made up from the model's own words.
      Example: framewise bench articles.jsonl --threads 1,2
      """)

  @Argument(help: "Files, folders, or - for standard input.") var input: [String] = []
  @OptionGroup var model: ModelOption
  @Option(parsing: .unconditional, help: ArgumentHelp("Numbers of threads to measure: 1,2.", valueName: "n,n"))
  var threads = "1"
  enum Stage: String, CaseIterable, ExpressibleByArgument {
    case all, score, fit

    var stages: Benchmark.Stages {
      switch self {
      case .all: [.scoring, .fitting, .training]
      case .score: .scoring
      case .fit: .fitting
      }
    }
  }
  @Option(help: ArgumentHelp("Measure scoring or fitting alone: score or fit.", valueName: "stage"))
  var stage = Stage.all
  @Flag(help: "Print one JSON object instead of a table.") var json = false

  func validate() throws {
    try InputOptions.check(input)
    _ = try threadCounts()
  }

  private func threadCounts() throws -> [Int] {
    let counts = threads.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
    guard !counts.isEmpty, counts.allSatisfy({ (1...256).contains($0) }) else {
      throw ValidationError("--threads is '\(threads)'; give numbers from 1 to 256 with commas between.")
    }
    return counts
  }

  func perform() throws -> ExitStatus {
    keep_freed_memory()
    let loaded = try model.load()
    let benchmark: Benchmark
    if input.isEmpty {
      benchmark = Benchmark(loaded.model, syntheticDocuments: 2000)
    } else {
      let reading = try InputOptions.parse([])
      benchmark = try Benchmark(loaded.model, try reading.reader(input, fields: [.text]))
    }
    let tally = benchmark.tally
    if let first = tally.problems.first {
      Console.warning(
        "\(Wording.grouped(tally.rejected)) of \(Wording.grouped(tally.read)) records are rejected and not measured, "
          + "the first: \(first)")
    }
    guard benchmark.texts.count > 0 else {
      throw CommandError(status: .badData, description: "There are no texts to measure on.")
    }
    var stages = stage.stages
    var notes: [String] = []
    if !benchmark.canTrain, !stages.isDisjoint(with: [.fitting, .training]) {
      stages.subtract([.fitting, .training])
      notes.append("fit and train are not measured: the model learned with word vectors, which its file does not hold")
    }
    for note in notes { Console.note(note) }
    let results = try benchmark.run(
      threads: try threadCounts(), stages: stages,
      format: TableOfScores(delimiter: 0x2C, isSpreadsheetSafe: false, showsNovelty: false))
    let out = try Output(nil)
    try out.write(json ? encode(benchmark.texts, results, notes) : table(benchmark.texts, results))
    try out.finish()
    return .done
  }

  private func table(_ texts: Benchmark.Texts, _ results: [Benchmark.Measurement]) -> String {
    let machine = MachineDescription()
    var lines = [
      "\(machine.processor), \(machine.cores) cores, \(machine.system); BLAS \(machine.blas)",
      "\(Wording.grouped(texts.count)) documents, \(Numbers.fixed(Double(texts.byteCount) / 1e6, 1)) MB, "
        + "\(Wording.grouped(texts.tokens)) words" + (input.isEmpty ? " (made up from the model's words)" : ""),
      "",
      "stage      threads  documents/s      MB/s   million words/s   CPU s   p50 ms   p99 ms   peak MiB",
    ]
    func cell(_ text: String, _ width: Int) -> String { ScoresForPeople.padded(text, width, alignsRight: true) }
    for result in results {
      var line = ScoresForPeople.padded(result.stage, 10) + cell("\(result.threads)", 8)
      line += cell(Wording.grouped(Int(result.documentsPerSecond)), 13)
      line += cell(Numbers.fixed(result.megabytesPerSecond, 1), 10)
      line += cell(Numbers.fixed(result.tokensPerSecond / 1e6, 2), 18)
      line += cell(Numbers.fixed(result.processorSeconds, 2), 8)
      line += cell(result.medianMilliseconds.map { Numbers.fixed($0, 3) } ?? "", 9)
      line += cell(result.ninetyNinthMilliseconds.map { Numbers.fixed($0, 3) } ?? "", 9)
      line += cell("\(result.peakMemoryBytes >> 20)", 11)
      lines.append(line)
    }
    return (lines + Self.shares(results)).joined(separator: "\n") + "\n"
  }

  /// How the time of scoring divides, and how near it comes to the limits of the machine.
  private static func shares(_ results: [Benchmark.Measurement]) -> [String] {
    let threads = results.filter { $0.stage == "write" }.map(\.threads).min()
    func seconds(_ stage: String) -> Double? {
      results.first { $0.stage == stage && ($0.threads == threads || stage == "read") }?.processorSeconds
    }
    guard let whole = seconds("write"), let normalise = seconds("normalise"), let tokenise = seconds("tokenise"),
      let lookUp = seconds("look up"), let count = seconds("count"), let score = seconds("score"), lookUp > 0
    else { return [] }
    let read = seconds("read") ?? 0
    let prepare = seconds("prepare") ?? 0
    let judge = seconds("judge") ?? score
    var parts = [
      ("read", read), ("prepare", prepare), ("normalise", normalise - prepare), ("tokenise", tokenise - normalise),
      ("look up", lookUp - tokenise), ("count", count - lookUp), ("weigh", score - count), ("judge", judge - score),
      ("write", whole - judge),
    ]
    parts.removeAll { ($0.0 == "prepare" || $0.0 == "judge") && seconds($0.0) == nil }
    // A stage that takes next to nothing can come out faster than the one it contains.
    let total = parts.reduce(0) { $0 + max($1.1, 0) }
    let list = parts.map { "\($0) \(Int((max($1, 0) / total * 100).rounded())) %" }.joined(separator: ", ")
    return [
      "", "of the time: \(list)",
      "memory is read at \(Numbers.fixed(Benchmark.memoryRead() / 1e9, 1)) GB/s; "
        + "scoring runs at \(Int((lookUp / score * 100).rounded())) % of the look-up limit",
    ]
  }

  private func encode(_ texts: Benchmark.Texts, _ results: [Benchmark.Measurement], _ notes: [String]) -> String {
    let machine = MachineDescription()
    var writer = JSONWriter(indentation: 2)
    func member(_ name: String, _ number: Double?) {
      writer.key(name)
      if let number { writer.value(number) } else { writer.null() }
    }
    writer.beginObject()
    writer.key("machine")
    writer.beginObject()
    writer.key("processor")
    writer.value(machine.processor)
    writer.key("cores")
    writer.value(machine.cores)
    writer.key("system")
    writer.value(machine.system)
    writer.endObject()
    writer.key("corpus")
    writer.beginObject()
    for (name, number) in [("documents", texts.count), ("bytes", texts.byteCount), ("tokens", texts.tokens)] {
      writer.key(name)
      writer.value(number)
    }
    writer.endObject()
    writer.key("blas")
    writer.value(machine.blas)
    writer.key("results")
    writer.beginArray()
    for result in results {
      writer.beginObject()
      writer.key("stage")
      writer.value(result.stage)
      writer.key("threads")
      writer.value(result.threads)
      member("documents_per_second", result.documentsPerSecond)
      member("megabytes_per_second", result.megabytesPerSecond)
      member("tokens_per_second", result.tokensPerSecond)
      member("cpu_seconds", result.processorSeconds)
      member("p50_ms", result.medianMilliseconds)
      member("p99_ms", result.ninetyNinthMilliseconds)
      writer.key("peak_rss_bytes")
      writer.value(result.peakMemoryBytes)
      writer.endObject()
    }
    writer.endArray()
    writer.key("notes")
    writer.beginArray()
    for note in notes { writer.value(note) }
    writer.endArray()
    writer.endObject()
    writer.endLine()
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}
