internal import Evaluation
internal import Learning
internal import TextFeatures

/// A small search for features and scheme by cross-validation, one question after the other: which words, which
/// n-grams of characters, both together, with word vectors or without where there are some, how counts and rare terms
/// are treated, which scheme.
///
/// Each question is asked of the best answer so far. Settings are compared by the log loss of calibrated out-of-fold
/// predictions, which is less a matter of chance than counts of right labels. After the first setting C is looked for
/// in the neighbourhood of the best one so far, so that the cost is at most fourteen short
/// cross-validations.
struct FeatureSearch {
  /// Counted under `widest`.
  let corpus: TrainingCorpus
  let options: TrainingOptions

  /// What is counted, so that every setting is a part of it.
  static func widest(_ settings: FeatureSettings) -> [FeatureSettings.Block] {
    [.init(.word, 1...3), .init(.char, 2...6)] + vectors(settings)
  }

  /// The block of word vectors where the settings have some.
  private static func vectors(_ settings: FeatureSettings) -> [FeatureSettings.Block] {
    settings.vectors == nil ? [] : [.init(.vectors, 1...1)]
  }

  /// Of more documents a sample of so many is searched.
  static let largest = 20_000
  /// How many settings are tried at most.
  static let trials = 14

  struct Setting: Equatable {
    var features: FeatureSettings
    var scheme: Scheme

    var name: String {
      var parts = [features.blocksDescription, "\(scheme)"]
      if !features.sublinear { parts.append(features.binary ? "binary" : "no-sublinear") }
      parts.append("min-df \(features.minimumDocumentFrequency)")
      return parts.joined(separator: " ")
    }
  }

  struct Result {
    var chosen: Setting
    var trials: [TrainingRecord.Trial]
  }

  func run() throws -> Result {
    var search = try Search(corpus: corpus.sample(Self.largest, seed: options.seed), options: options)
    var start = Setting(features: options.features, scheme: options.scheme ?? .multinomial)
    func blocks(_ blocks: [FeatureSettings.Block]) -> Setting {
      var setting = start
      setting.features.blocks = blocks
      return setting
    }
    for length in [2, 1, 3] { try search.attempt(blocks([.init(.word, 1...length)])) }
    let words = search.best.features.blocks
    let parts = [FeatureSettings.Block(.char, 3...5), .init(.char, 2...6)]
    for part in parts { try search.attempt(blocks(words + [part])) }
    try search.attempt(blocks(words + parts))
    try search.attempt(blocks([.init(.char, 2...6)]))
    let vectors = Self.vectors(options.features)
    if !vectors.isEmpty { try search.attempt(blocks(search.best.features.blocks + vectors)) }
    start = search.best
    if start.features.sublinear {
      var plain = start
      plain.features.sublinear = false
      try search.attempt(plain)
    }
    if case .count(let least) = start.features.minimumDocumentFrequency {
      var setting = search.best
      setting.features.minimumDocumentFrequency = .count(2 * least + 1)
      try search.attempt(setting)
    }
    if options.scheme == nil {
      for ratio in [0, 0.5, 1] {
        var setting = search.best
        setting.scheme = .oneVsRest(ratio: ratio)
        try search.attempt(setting)
      }
      // Many blocks may be worth their noise to one scheme and not to another.
      var wide = search.best
      wide.features.blocks = [.init(.word, 1...2)] + parts + vectors
      wide.scheme = .oneVsRest(ratio: 0.5)
      try search.attempt(wide)
    }
    return Result(chosen: search.best, trials: search.trials)
  }

  /// What was tried so far.
  private struct Search {
    let corpus: TrainingCorpus
    let options: TrainingOptions
    private let folds: Folds
    private(set) var trials: [TrainingRecord.Trial] = []
    private var settings: [Setting] = []

    init(corpus: TrainingCorpus, options: TrainingOptions) throws {
      self.corpus = corpus
      self.options = options
      let (folds, warning) = try Validation.folds(corpus, options)
      guard let folds else { throw TrainingError.cannotSplit(warning ?? "There are no folds to search features by.") }
      self.folds = folds
    }

    private var bestPlace: Int { trials.indices.min { trials[$0].logLoss < trials[$1].logLoss } ?? 0 }
    var best: Setting { settings[bestPlace] }

    mutating func attempt(_ setting: Setting) throws {
      guard !settings.contains(setting), let counted = corpus.counted.viewed(setting.features) else { return }
      var own = corpus
      own.counted = counted
      var options = options
      options.features = setting.features
      options.scheme = setting.scheme
      options.criterion = .logLoss
      options.calibrates = true
      if !trials.isEmpty {
        if options.penalty == .automatic { options.grid = Self.neighbours(of: trials[bestPlace].c) }
      }
      let done = trials.count
      let report = options.progress
      options.progress = {
        report(.init(task: "searching features", share: (Double(done) + $0.share) / Double(FeatureSearch.trials)))
      }
      let outcome = try Validation(corpus: own, options: options, folds: folds).run()
      trials.append(
        TrainingRecord.Trial(
          name: setting.name, c: outcome.chosenC, logLoss: outcome.calibrationLogLoss.values.min() ?? .infinity,
          macroF1: ConfusionMatrix(try Validation(corpus: own, options: options, folds: folds).predictions(outcome))
            .macroF1.value ?? 0))
      settings.append(setting)
    }

    /// Half a decade to either side.
    private static func neighbours(of c: Double) -> [Double] {
      let grid = CrossValidation.standardGrid
      guard let place = grid.firstIndex(of: c) else { return [c] }
      return Array(grid[max(0, place - 1)...min(grid.count - 1, place + 1)])
    }
  }
}
