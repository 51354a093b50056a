internal import ArgumentParser
internal import CAllocator
internal import Corpus
internal import Evaluation
internal import Files
internal import Framewise
internal import Learning
internal import Preparation
internal import TextFeatures

struct Train: Verb {
  static let configuration = CommandConfiguration(
    commandName: "train", _superCommandName: "framewise",
    abstract: "Train a model from labelled texts, and say how good it is.",
    discussion: "Example: framewise train labelled.csv -o my.framewise")

  enum Norm: String, CaseIterable, ExpressibleByArgument { case l1, l2, none }
  enum Criterion: String, CaseIterable, ExpressibleByArgument {
    case logLoss = "log_loss"
    case macroF1 = "macro_f1"
  }
  enum Calibrating: String, CaseIterable, ExpressibleByArgument { case auto, none }
  enum Weights: String, CaseIterable, ExpressibleByArgument { case full, half }
  enum Weighting: String, CaseIterable, ExpressibleByArgument { case none, balanced }

  @Argument(help: ArgumentHelp("Labelled records: files, folders of label folders, or -.", valueName: "data"))
  var data: [String]
  @Option(name: .shortAndLong, help: ArgumentHelp("Where to write the model.", valueName: "file")) var output: String
  @Option(help: ArgumentHelp("Blocks of n-grams: word:1-2, or word:1-2,char:3-5; auto searches.", valueName: "blocks"))
  var features = "word:1-2"
  @Option(
    help: ArgumentHelp(
      "Word vectors, so that words no labelled text holds are weighed like their kin.", valueName: "file"))
  var vectors: String?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "What word vectors are multiplied by: the smaller, the more the labelled texts' own words decide.", valueName: "x"
    ))
  var vectorWeight = 1.0
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Drop terms in fewer documents: a count, or a share such as 0.01.", valueName: "n"))
  var minDf = "2"
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Drop terms in more documents: a count, or a share such as 0.5.", valueName: "n"))
  var maxDf = "1.0"
  @Option(
    parsing: .unconditional, help: ArgumentHelp("Keep so many terms a block, the most frequent ones.", valueName: "n"))
  var maxFeatures: Int?
  @Flag(inversion: .prefixedNo, help: "Weigh by 1 + ln(count) instead of the count.") var sublinear = true
  @Flag(help: "Weigh by presence instead of the count.") var binary = false
  @Option(help: ArgumentHelp("Scale rows to this norm: l2, l1 or none.", valueName: "norm")) var norm = Norm.l2
  @Flag(help: "Strip accents.") var stripAccents = false
  @Flag(help: "Read every name of an international actor as one and the same word; the model then always does.")
  var maskActors = false
  @Flag(help: "Leave numbers out; the model then always does.") var maskNumbers = false
  @Flag(help: "Leave out lines that web pages leave behind; the model then always does.") var clean = false
  @Flag(help: "With --clean: also lines that several documents of one --source have in common.")
  var repeatedLines = false
  @Option(
    name: .customLong("c"),
    parsing: .unconditional,
    help: ArgumentHelp(
      "Inverse strength of the L2 penalty. [default: auto, chosen by --cv; 10 with --cv 0]", valueName: "x|auto"))
  var c: String?
  @Option(
    help: ArgumentHelp(
      "multinomial, one-vs-rest, or naive-bayes:0.5 (one against the rest, terms weighed by log-count ratios). [default: multinomial]",
      valueName: "scheme"))
  var scheme: String?
  @Option(
    help: ArgumentHelp(
      "What chooses C: log_loss (calibrated; the smallest C within one error of the difference), or macro_f1, which also shifts decisions to rare labels.",
      valueName: "metric"))
  var select = Criterion.logLoss
  @Option(help: ArgumentHelp("none, or balanced: every label counts alike.", valueName: "weights"))
  var classWeight = Weighting.balanced
  @Option(help: ArgumentHelp("auto keeps what lowers the out-of-fold log loss; or none.", valueName: "how"))
  var calibrate = Calibrating.auto
  @Option(help: ArgumentHelp("Shares of the labels where the model will be used: a=0.2,b=0.8.", valueName: "label=x,…"))
  var prior: String?
  @Option(
    help: ArgumentHelp(
      "automatic, dual-ascent, document-space, newton-cg or lbfgs; all find the same optimum.", valueName: "name"))
  var solver = "automatic"
  @Flag(inversion: .prefixedNo, help: "Fit an intercept.") var intercept = true
  @Option(
    name: .customLong("cv"), parsing: .unconditional,
    help: ArgumentHelp("Folds of the cross-validation; 0 for none.", valueName: "k"))
  var folds = 5
  @Option(parsing: .unconditional, help: ArgumentHelp("Seed of all that is random.", valueName: "n")) var seed: UInt64 =
    0
  @Option(
    help: ArgumentHelp(
      "Precision of the stored weights: full (single), or half, in half the bytes.", valueName: "precision"))
  var weights = Weights.full
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Drop terms as long as no label of the training data changes by it and no probability moves by more than x, such as 0.001; after any rounding of the weights.",
      valueName: "x"))
  var prune: Double?
  @OptionGroup var reading: InputOptions

  func validate() throws {
    guard folds == 0 || (2...100).contains(folds) else {
      throw ValidationError("--cv is \(folds); it must be 0, or from 2 to 100.")
    }
    try InputOptions.check(data)
    try Output.check(["--output": output])
    if binary, sublinear, CommandLine.arguments.contains("--sublinear") {
      throw ValidationError("--binary and --sublinear exclude each other.")
    }
    if repeatedLines {
      guard clean else { throw ValidationError("--repeated-lines goes with --clean.") }
      guard !data.contains("-") else {
        throw ValidationError("--repeated-lines reads the data twice, which standard input does not allow.")
      }
    }
    _ = try options()
  }

  private func options() throws -> TrainingOptions {
    var options = TrainingOptions()
    do {
      options.searchesFeatures = features == "auto"
      if !options.searchesFeatures { options.features.blocks = try FeatureSettings.blocks(features) }
      options.features.minimumDocumentFrequency = try bound("--min-df", minDf)
      options.features.maximumDocumentFrequency = try bound("--max-df", maxDf)
      options.features.maximumFeatures = maxFeatures
      options.features.sublinear = sublinear && !binary
      options.features.binary = binary
      options.features.norm = FeatureSettings.Norm(rawValue: norm.rawValue) ?? .l2
      options.features.stripsAccents = stripAccents
      options.features.preparation.dropsNumbers = maskNumbers
      if clean { options.features.preparation.leftovers = LeftoverLines() }
      guard !options.features.blocks.contains(where: { $0.analyzer == .vectors }) else {
        throw ValidationError("--features has vectors; give their file by --vectors.")
      }
      guard vectorWeight >= 1e-6, vectorWeight <= 1000 else {
        throw ValidationError("--vector-weight is 0.000001 at least, and 1,000 at most.")
      }
      guard vectorWeight == 1 || vectors != nil else {
        throw ValidationError("--vector-weight needs --vectors.")
      }
      options.features = try options.features.validated()
    } catch let error as FeatureError {
      throw ValidationError(error.description)
    }
    if c == "auto", folds == 0 {
      throw ValidationError("--c auto needs folds; give --c a number, or --cv 2 or more.")
    } else if let c, c != "auto" {
      guard let number = Double(c), number >= 1e-9, number <= 1e9 else {
        throw ValidationError("--c is '\(c)'; it must be auto, or a number from 1e-9 to 1e9.")
      }
      options.penalty = .fixed(number)
    } else if folds == 0 {
      options.penalty = .fixed(TrainingOptions.fallbackC)
    }
    if options.searchesFeatures, folds == 0 {
      throw ValidationError("--features auto needs folds; name blocks, or give --cv 2 or more.")
    }
    if let scheme {
      guard let known = Scheme(scheme) else {
        throw ValidationError("--scheme is '\(scheme)'; it must be multinomial, one-vs-rest or naive-bayes:0.5.")
      }
      options.scheme = known
    }
    options.criterion = select == .logLoss ? .logLoss : .macroF1
    options.calibrates = calibrate == .auto && folds > 0
    options.fitsIntercept = intercept
    guard let solver = Solver(rawValue: solver) else {
      throw ValidationError(
        "--solver is '\(self.solver)'; it must be one of \(Solver.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
    options.solver = solver
    options.prior = try sharesByLabel()
    options.classWeight = classWeight == .balanced ? .balanced : .none
    options.folds = folds
    options.seed = seed
    options.threads = reading.threadCount
    options.isStrict = reading.strict
    options.weightPrecision = weights == .half ? .half : .full
    if let prune {
      guard prune > 0, prune < 1 else { throw ValidationError("--prune is \(prune); it must lie between 0 and 1.") }
      options.pruningBound = prune
    }
    return options
  }

  private func sharesByLabel() throws -> [String: Double]? {
    guard let prior else { return nil }
    var shares: [String: Double] = [:]
    for part in prior.split(separator: ",", omittingEmptySubsequences: false) {
      guard let equals = part.lastIndex(of: "="), let share = Double(part[part.index(after: equals)...].trimmingBlanks),
        share > 0, share.isFinite, shares.updateValue(share, forKey: part[..<equals].trimmingBlanks) == nil
      else { throw ValidationError("--prior has '\(part)'; write each label once, with a share above 0: label=0.3.") }
    }
    return shares
  }

  /// Says what is made of a prior that does not sum to 1.
  private static func notePrior(_ shares: [String: Double]) {
    let sum = shares.values.reduce(0, +)
    guard abs(sum - 1) > 1e-6 else { return }
    let list = shares.sorted { $0.key < $1.key }.map { "\($0.key) \(Numbers.fixed($0.value / sum, 4))" }
    Console.note("--prior sums to \(Numbers.fixed(sum, 4)), not 1; read as shares: \(list.joined(separator: ", "))")
  }

  private func bound(_ name: String, _ text: String) throws -> FeatureSettings.Bound {
    guard let bound = FeatureSettings.bound(text) else {
      throw ValidationError("\(name) is '\(text)'; give a count such as 2, or a share such as 0.5.")
    }
    return bound
  }

  func perform() throws -> ExitStatus {
    keep_freed_memory()
    let files = [vectors].compactMap { $0 }
    try InputOptions.find(data + files)
    try Output.refuse(output, among: data + files)
    var options = try options()
    if let prior = options.prior { Self.notePrior(prior) }
    if maskActors { options.features.preparation.actors = try ShippedGazetteer.needed().actorNames }
    if repeatedLines {
      let first = try reading.reader(data, fields: [.text, .source])
      options.features.preparation.leftovers = LeftoverLines(repeated: try RepeatedLines.find(first))
    }
    if let vectors { try options.addVectors(from: FilePath(vectors), weight: Float(vectorWeight)) }
    let reader = try reading.reader(data, fields: [.id, .text, .label, .group, .weight])
    // The output is opened before the work, so that an hour is not lost to a wrong path.
    let out = try Output(output)
    let bar = ProgressBar()
    options.progress = { bar.show($0.task, share: $0.share) }
    defer { bar.clear() }
    let result = try Trainer(options).train(reader) { tally in
      bar.clear()
      tally.report("used", reader: reader)
    }
    bar.clear()
    for warning in result.warnings { Console.warning(warning) }
    let bytes = ModelFile.encode(result.model)
    try out.write(bytes)
    try out.finish()
    Console.report(TrainingSummary.lines(result, bytes: bytes.count, path: output))
    return .done
  }
}

/// What training says at its end.
enum TrainingSummary {
  static func lines(_ result: Trainer.Result, bytes: Int, path: String) -> [String] {
    let model = result.model
    let training = model.training
    var lines: [String] = []
    let counts = zip(model.labels, training.support).map { "\($0) \(Wording.grouped($1))" }.joined(separator: ", ")
    lines.append("trained on \(Wording.grouped(training.documents)) documents (\(counts))")
    lines.append(
      "features   \(model.vectorizer.settings.blocksDescription): \(Wording.grouped(model.vectorizer.featureCount)) terms"
    )
    if let weightless = result.weightless {
      lines.append(
        "weights    count in the fit, the choice of C and the calibration; metrics count every document alike"
          + (weightless == 0 ? "" : ", \(Wording.grouped(weightless)) of weight 0 among them"))
    }
    if !training.trials.isEmpty { lines.append(contentsOf: search(training)) }
    let scheme = training.scheme == "multinomial" ? "" : "\(training.scheme), "
    lines.append(
      "optimum    C \(training.c), \(scheme)\(training.solver), \(training.iterations) iterations, gradient norm "
        + "\(Wording.short(training.gradientNorm))\(training.converged ? "" : ", NOT CONVERGED")")
    if let report = result.outOfFold {
      lines.append(contentsOf: curve(training, kept: result.keptCalibration))
      lines.append(
        "out of fold, \(training.folds) folds\(result.keepsGroups ? " by group" : ""), with 95 % intervals"
          + "\(training.prior.isEmpty ? "" : ", before --prior"):")
      lines.append(contentsOf: Tables.metrics(report, baselines: true))
    }
    lines.append(contentsOf: shares(model, kept: result.keptCalibration))
    if let left = result.leaveOneOut, let accuracy = result.outOfFold?[.accuracy].value, left.accuracy < accuracy - 0.1
    {
      lines.append(
        "leave-one-out says nothing here: the labels are so hard to tell apart that a text's own absence decides")
    } else if let left = result.leaveOneOut {
      lines.append(
        "leave-one-out (approximate): accuracy \(Numbers.fixed(left.accuracy, 4)), log loss \(Numbers.fixed(left.logLoss, 4))"
      )
      if !left.suspects.isEmpty {
        lines.append("labels that the other documents contradict most (\(left.suspects.count) in all):")
        for suspect in left.suspects.prefix(5) {
          lines.append(
            "  \(ScoresForPeople.padded(suspect.id, 24)) labelled \(suspect.label), looks \(suspect.predicted)"
              + " (p of its label \(Numbers.fixed(suspect.probability, 3)))")
        }
      }
    }
    lines.append(contentsOf: compaction(model))
    lines.append("wrote \(path), \(Wording.grouped(bytes)) bytes")
    return lines
  }

  /// Which frequencies of the labels probabilities stand for, where these are not those of the documents.
  static func shares(_ model: Model, kept: Calibration.Kind) -> [String] {
    let training = model.training
    if !training.prior.isEmpty { return [prior(model)] }
    let counts = training.support
    guard training.classWeight == "balanced", kept != .vector, let most = counts.max(), let least = counts.min(),
      most * 4 > least * 5
    else { return [] }
    return [
      "shares     probabilities stand for labels that are equally frequent (balanced class weights, calibration "
        + "\(kept)); if they are not where you use the model, give --prior"
    ]
  }

  /// The shares that a model was told of; also for `inspect`.
  static func prior(_ model: Model) -> String {
    "prior      "
      + zip(model.labels, model.training.prior)
      .map { "\(TerminalText.escaped($0)) \(Numbers.fixed($1, 4))" }.joined(separator: ", ")
  }

  /// What making the model smaller changed; also for `inspect`.
  static func compaction(_ model: Model) -> [String] {
    func said(_ change: ProbabilityChange) -> String {
      "on the training data the largest change of a probability is \(Wording.short(change.largest)), "
        + "and \(change.labels == 0 ? "no label" : Wording.counted(change.labels, "label")) changed"
    }
    var lines: [String] = []
    if let rounding = model.training.rounding { lines.append("weights    half precision; \(said(rounding))") }
    if let pruning = model.training.pruning {
      lines.append(
        "pruned     \(Wording.grouped(pruning.terms)) terms to \(Wording.grouped(model.vectorizer.featureCount)), from "
          + "\(Wording.grouped(pruning.bytes)) bytes; \(said(pruning.change)) (bound \(pruning.bound))")
    }
    return lines
  }

  /// The settings that a search tried.
  private static func search(_ training: TrainingRecord) -> [String] {
    let least = training.trials.map(\.logLoss).min()
    let width = (training.trials.map(\.name.count).max() ?? 0) + 2
    return [
      "searched on the same folds:" + String(repeating: " ", count: max(1, width - 24)) + "       C  log loss  macro-F1"
    ]
      + training.trials.map { trial in
        "  " + ScoresForPeople.padded(trial.name, width)
          + ScoresForPeople.padded("\(trial.c)", 9, alignsRight: true)
          + ScoresForPeople.padded(Numbers.fixed(trial.logLoss, 4), 10, alignsRight: true)
          + ScoresForPeople.padded(Numbers.fixed(trial.macroF1, 4), 10, alignsRight: true)
          + (trial.logLoss == least ? "  chosen" : "")
      }
  }

  /// The curve over C, and what calibration was worth.
  private static func curve(_ training: TrainingRecord, kept: Calibration.Kind) -> [String] {
    var lines: [String] = []
    if !training.curve.isEmpty {
      let best = training.curve.min { $0.logLoss < $1.logLoss }?.c
      lines.append("C by \(training.criterion):      C   log loss  (error of diff.)   macro-F1")
      for point in training.curve {
        lines.append(
          ScoresForPeople.padded("\(point.c)", 24, alignsRight: true)
            + ScoresForPeople.padded(Numbers.fixed(point.logLoss, 4), 11, alignsRight: true)
            + ScoresForPeople.padded("(\(Numbers.fixed(point.standardError, 4)))", 18, alignsRight: true)
            + ScoresForPeople.padded(Numbers.fixed(point.macroF1, 4), 11, alignsRight: true)
            + (point.c == training.c ? "  chosen" : "")
            + (point.c == best && best != training.c && training.criterion == "log_loss" ? "  smallest" : ""))
      }
      for c in training.untried {
        lines.append(
          ScoresForPeople.padded("\(c)", 24, alignsRight: true) + "  not tried: log loss no longer fell")
      }
      if training.curve.count > 1, !training.calibrationLogLoss.isEmpty {
        lines.append("           calibrated on these very predictions: to compare values of C, not to report")
      }
    }
    if !training.calibrationLogLoss.isEmpty {
      lines.append(
        "calibration, out-of-fold log loss: "
          + training.calibrationLogLoss.map { "\($0.name) \(Numbers.fixed($0.logLoss, 4))" }.joined(separator: ", ")
          + "; kept: \(kept)")
    }
    return lines
  }
}
