internal import ArgumentParser
internal import Corpus
internal import Files
internal import Framewise

/// What `evaluate` is asked for beyond the metrics.
struct StudyArguments: ParsableArguments {
  @Option(
    name: .customLong("cv"), parsing: .unconditional,
    help: ArgumentHelp("Cross-validate with so many folds.", valueName: "k")) var folds: Int?
  @Option(parsing: .unconditional, help: ArgumentHelp("Repeat the cross-validation with other folds.", valueName: "r"))
  var repeats: Int?
  @Option(
    help: ArgumentHelp(
      "The column with the date: with --cut train before and test after; with --cv predict each of k periods from those before it.",
      valueName: "column"))
  var time: String?
  @Option(help: ArgumentHelp("Train before this date and test from it on.", valueName: "date")) var cut: String?
  @Flag(help: "Keep near-duplicates in one fold and in one unit of the intervals.") var groupDuplicates = false
  @Flag(help: "With --cv: measure how errors fall with more training documents.") var learningCurve = false
  @Option(help: ArgumentHelp("Compare with another model on the same documents.", valueName: "model")) var compare:
    String?
  @Option(
    help: ArgumentHelp(
      "Compare with any system's results: a CSV or JSON Lines file of id, label and p_<label> columns.",
      valueName: "file"))
  var scoresFrom: String?
  @Option(
    help: ArgumentHelp("Write every document's truth, prediction and probabilities as CSV or TSV.", valueName: "file"))
  var documents: String?
  @Flag(help: "With --documents: guard cells that a spreadsheet would run as a formula.") var spreadsheetSafe = false
  @Option(
    parsing: .unconditional, help: ArgumentHelp("Show the surest mistakes with the terms responsible.", valueName: "n"))
  var errors: Int?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Conformal sets that miss the true label with this chance at most.", valueName: "x"))
  var alpha: Double?
  @Option(
    help: ArgumentHelp(
      "Codings of the same documents (unit,coder,label): adds agreement, the model one coder more.", valueName: "file"))
  var codings: String?
  @Option(
    help: ArgumentHelp("With --codings: the columns of the coders, where each has one: anna,ben.", valueName: "columns")
  )
  var coders: String?
  @Flag(help: "Measure what changes that should not matter do: actors, boilerplate, case, punctuation, order.")
  var audit = false

  func validate() throws {
    if let folds, !(2...100).contains(folds) { throw ValidationError("--cv is \(folds); it must be from 2 to 100.") }
    if let repeats {
      guard (1...1_000).contains(repeats) else {
        throw ValidationError("--repeats is \(repeats); it must be from 1 to 1000.")
      }
      if folds == nil { throw ValidationError("--repeats goes with --cv.") }
      if time != nil { throw ValidationError("--repeats and --time exclude each other: time has one order.") }
    }
    if cut != nil, time == nil { throw ValidationError("--cut goes with --time, which names the column of the date.") }
    if cut != nil, folds != nil { throw ValidationError("--cut and --cv exclude each other.") }
    if time != nil, cut == nil, folds == nil {
      throw ValidationError("--time goes with --cut (one split) or with --cv (as many periods).")
    }
    if learningCurve, folds == nil { throw ValidationError("--learning-curve goes with --cv.") }
    if compare != nil, scoresFrom != nil { throw ValidationError("--compare and --scores-from exclude each other.") }
    if audit, trains { throw ValidationError("--audit is of a model; it excludes --cv and --cut.") }
    if let errors, errors < 1 { throw ValidationError("--errors is \(errors); it must be 1 or more.") }
    if let alpha, !(alpha >= 1e-6 && alpha < 1) {
      throw ValidationError("--alpha is \(alpha); it must be 0.000001 at least, and below 1.")
    }
    if let cut, !StudyPlan.isDate(cut) {
      throw ValidationError("--cut is '\(cut)'; write a date like 2024-05-31, 2024-05 or 2024.")
    }
    if coders != nil, codings == nil { throw ValidationError("--coders goes with --codings.") }
    _ = try CoderColumns.named(coders)
    if spreadsheetSafe, documents == nil { throw ValidationError("--spreadsheet-safe goes with --documents.") }
    _ = try documentWriter()
  }

  /// In the format that the name of --documents asks for.
  func documentWriter() throws -> CSVWriter {
    let isTSV = try NamedFormat.of(documents, option: "--documents", written: [.csv, .tsv]) == .tsv
    return CSVWriter(delimiter: isTSV ? 0x09 : 0x2C, isSpreadsheetSafe: spreadsheetSafe)
  }

  /// Files that are read beside the data.
  var inputs: [String] { [compare, scoresFrom, codings].compactMap { $0 } }

  /// True where models are trained on the data.
  var trains: Bool { folds != nil || cut != nil }

  func plan(_ model: Model) -> StudyPlan {
    let settings = FoldSettings(of: model)
    if let cut { return .cut(date: cut, settings) }
    if let folds { return .crossValidation(folds: folds, settings, inTime: time != nil) }
    return .model(model)
  }

  var options: StudyOptions {
    var options = StudyOptions()
    options.groupsDuplicates = groupDuplicates
    options.repeats = repeats ?? 1
    options.learningCurveSteps = learningCurve ? 7 : 0
    options.mistakes = errors ?? 0
    options.alpha = alpha
    return options
  }

  /// Reads the files beside the data.
  func sides() throws -> StudySides {
    StudySides(
      compared: try compare.map { ($0, try ModelFile.load(FilePath($0)).model) },
      scores: try scoresFrom.map { try OtherScores(CellTable(FilePath($0)), name: $0) },
      codings: try codings.map {
        try CodingTable(CellTable(FilePath($0)), name: $0, coderColumns: try CoderColumns.named(coders))
      })
  }

  /// Adds what compares with other systems, coders and changed texts.
  func complete(
    _ study: inout EvaluationStudy, _ samples: Samples, _ model: Model, _ sides: StudySides,
    _ aligned: OtherScores.Aligned?, _ options: StudyOptions
  ) throws {
    if let (name, other) = sides.compared {
      if let overlap = TrainingOverlap(samples, other.training), overlap.documents > 0 {
        study.notes.append(
          "'\(name)' was trained on \(Wording.grouped(overlap.documents)) of the \(Wording.grouped(overlap.of)) "
            + "documents, so the comparison flatters it."
        )
      }
      try study.compare(
        with: samples.predictions(of: other, threads: options.threads), scored: Array(0..<samples.count), name: name,
        options: options.evaluation)
    }
    if let scores = sides.scores, let aligned {
      try study.compare(
        with: aligned.predictions, scored: aligned.rows, name: scores.name, options: options.evaluation)
    }
    if let codings = sides.codings {
      var labels: [String: String] = [:]
      for (place, document) in study.documents.enumerated() where study.reach?.reaches(place) ?? true {
        labels[document.id] = study.labels[document.predicted]
      }
      study.agreement = try AgreementStudy(codings, model: ("model", labels), options: options.evaluation)
      if labels.count < study.documents.count, study.reach != nil {
        study.agreement?.notes = ["The model codes only texts with a word that it knows, in its own language."]
      }
    }
    if audit {
      study.audit = try Auditor(samples, gazetteer: ShippedGazetteer.find(), options: options.evaluation)
        .run(model, settings: FoldSettings(of: model))
    }
  }
}

/// The gazetteer that comes with the program, where the data do.
enum ShippedGazetteer {
  static func find() throws -> Gazetteer? {
    guard let path = ShippedFile.find("gazetteer.json", in: "data") else { return nil }
    return Gazetteer(try ByteStream.whole(path, limit: 64 << 20))
  }
  static func needed() throws -> Gazetteer {
    if let gazetteer = try find() { return gazetteer }
    throw CommandError(
      status: .noInput, description: "The shipped gazetteer 'gazetteer.json' is not found; --mask-actors needs it.")
  }
}
