internal import Corpus
internal import Preparation
internal import TextFeatures

/// The parts of a model that stand in its file's header as JSON: labels, settings, how it was trained.
enum ModelMetadata {
  // MARK: - Labels

  static func encode(labels: [String]) -> String {
    var writer = JSONWriter()
    writer.beginArray()
    for label in labels { writer.value(label) }
    writer.endArray()
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  static func labels(_ text: String) throws(ModelFileError) -> [String] {
    guard let values = (try? JSONValue(parsing: Array(text.utf8)))?.array else {
      throw .unsound(field: "labels", why: "they are no list")
    }
    let labels = values.compactMap(\.string)
    guard labels.count == values.count, labels.count >= 2, labels.count <= 4096 else {
      throw .unsound(field: "labels", why: "there must be 2 to 4,096 strings")
    }
    guard Set(labels.map { Array($0.utf8) }).count == labels.count else {
      throw .unsound(field: "labels", why: "one occurs twice")
    }
    return labels
  }

  // MARK: - Features

  static func encode(_ vectorizer: Vectorizer) -> String {
    let settings = vectorizer.settings
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("blocks", settings.blocksDescription)
    writer.member("sublinear", settings.sublinear)
    writer.member("binary", settings.binary)
    writer.member("idf", settings.idf.rawValue)
    writer.member("norm", settings.norm.rawValue)
    writer.member("norm_scope", settings.normScope.rawValue)
    writer.member("min_df", settings.minimumDocumentFrequency.description)
    writer.member("max_df", settings.maximumDocumentFrequency.description)
    if let limit = settings.maximumFeatures { writer.member("max_features", limit) }
    writer.member("strip_accents", settings.stripsAccents)
    writer.member("documents", vectorizer.documentCount)
    if let documents = vectorizer.blocks.lazy.compactMap(\.documentCount).first {
      writer.member("vector_documents", documents)
    }
    let preparation = settings.preparation
    if !preparation.isNone {
      writer.member("mask_actors", preparation.actors != nil)
      writer.member("mask_numbers", preparation.dropsNumbers)
      writer.member("clean", preparation.leftovers == nil ? 0 : LeftoverLines.version)
    }
    writer.endObject()
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  /// The settings, the number of training documents, and that of the documents word vectors were learned from.
  static func features(_ text: String) throws(ModelFileError) -> (
    settings: FeatureSettings, documents: Int, vectorDocuments: Int
  ) {
    guard let value = try? JSONValue(parsing: Array(text.utf8)) else {
      throw .unsound(field: "features", why: "they are not valid JSON")
    }
    var settings = FeatureSettings()
    do {
      settings.blocks = try FeatureSettings.blocks(value["blocks"]?.string ?? "")
      guard let sublinear = value["sublinear"]?.boolean, let binary = value["binary"]?.boolean,
        let idf = value["idf"]?.string.flatMap(FeatureSettings.InverseDocumentFrequency.init),
        let norm = value["norm"]?.string.flatMap(FeatureSettings.Norm.init),
        let scope = value["norm_scope"]?.string.flatMap(FeatureSettings.NormScope.init),
        let least = value["min_df"]?.string.flatMap(FeatureSettings.bound),
        let most = value["max_df"]?.string.flatMap(FeatureSettings.bound),
        let accents = value["strip_accents"]?.boolean,
        let documents = value["documents"]?.integer, documents >= 1, counts.contains(documents)
      else { throw ModelFileError.unsound(field: "features", why: "a setting is missing or unknown") }
      settings.sublinear = sublinear
      settings.binary = binary
      settings.idf = idf
      settings.norm = norm
      settings.normScope = scope
      settings.minimumDocumentFrequency = least
      settings.maximumDocumentFrequency = most
      settings.maximumFeatures = value["max_features"]?.integer
      settings.stripsAccents = accents
      settings.preparation.dropsNumbers = value["mask_numbers"]?.boolean ?? false
      let rules = value["clean"]?.integer ?? 0
      // Other rules cut other lines, and the same model would answer otherwise than it did.
      guard rules == 0 || rules == LeftoverLines.version else {
        throw ModelFileError.unsound(
          field: "features",
          why: "it leaves web lines out by rules of version \(rules), not \(LeftoverLines.version); train it again")
      }
      if rules > 0 { settings.preparation.leftovers = LeftoverLines() }
      let vectorDocuments = value["vector_documents"]?.integer ?? 0
      guard counts.contains(vectorDocuments), counts.contains(settings.maximumFeatures ?? 0) else {
        throw ModelFileError.unsound(field: "features", why: "a count is beyond 0 to 2^53")
      }
      return (try settings.validated(), documents, vectorDocuments)
    } catch let error as ModelFileError {
      throw error
    } catch {
      throw .unsound(field: "features", why: "\(error)")
    }
  }

  // MARK: - Training

  static func encode(_ training: TrainingRecord) -> String {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("sources")
    writer.beginArray()
    for source in training.sources {
      writer.beginObject()
      writer.member("name", source.name)
      writer.member("sha256", source.sha256)
      writer.member("records", source.records)
      writer.endObject()
    }
    writer.endArray()
    writer.member("records_sha256", training.recordsDigest)
    writer.member("documents", training.documents)
    writer.key("support")
    writer.beginArray()
    for count in training.support { writer.value(count) }
    writer.endArray()
    writer.member("rejected", training.rejected)
    writer.member("empty", training.empty)
    writer.member("c", training.c)
    writer.member("class_weight", training.classWeight)
    if !training.prior.isEmpty { writer.array("prior", training.prior) { $0.value($1) } }
    writer.member("intercept", training.fitsIntercept)
    writer.member("solver", training.solver)
    writer.member("iterations", training.iterations)
    writer.member("objective", training.objective)
    writer.member("gradient_norm", training.gradientNorm)
    writer.member("converged", training.converged)
    writer.member("seed", String(training.seed))
    writer.member("version", training.version)
    writer.member("folds", training.folds)
    writer.member("criterion", training.criterion)
    writer.key("curve")
    writer.beginArray()
    for point in training.curve {
      writer.beginArray()
      for number in [point.c, point.logLoss, point.standardError, point.accuracy, point.macroF1] {
        writer.value(number)
      }
      writer.endArray()
    }
    writer.endArray()
    if !training.untried.isEmpty {
      writer.key("untried")
      writer.beginArray()
      for c in training.untried { writer.value(c) }
      writer.endArray()
    }
    if training.scheme != "multinomial" { writer.member("scheme", training.scheme) }
    if let rounding = training.rounding { write(rounding, as: "half_precision", to: &writer) }
    if let pruning = training.pruning {
      write(pruning.change, as: "pruning", to: &writer) {
        $0.member("bound", pruning.bound)
        $0.member("terms_before", pruning.terms)
        $0.member("bytes_before", pruning.bytes)
      }
    }
    if !training.trials.isEmpty {
      writer.key("search")
      writer.beginArray()
      for trial in training.trials {
        writer.beginObject()
        writer.member("setting", trial.name)
        writer.member("c", trial.c)
        writer.member("log_loss", trial.logLoss)
        writer.member("macro_f1", trial.macroF1)
        writer.endObject()
      }
      writer.endArray()
    }
    writer.key("calibration_log_loss")
    writer.beginObject()
    for loss in training.calibrationLogLoss { writer.member(loss.name, loss.logLoss) }
    writer.endObject()
    writer.key("metrics")
    writer.beginObject()
    for metric in training.metrics {
      writer.key(metric.name)
      writer.beginArray()
      for number in [metric.value, metric.low, metric.high] { writer.value(number) }
      writer.endArray()
    }
    writer.endObject()
    writer.endObject()
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  private static func write(
    _ change: ProbabilityChange, as name: String, to writer: inout JSONWriter,
    more: (inout JSONWriter) -> Void = { _ in }
  ) {
    writer.key(name)
    writer.beginObject()
    more(&writer)
    writer.member("largest_change", change.largest)
    writer.member("labels_changed", change.labels)
    writer.endObject()
  }

  private static func change(_ value: JSONValue) -> ProbabilityChange {
    ProbabilityChange(largest: value["largest_change"]?.double ?? 0, labels: value["labels_changed"]?.integer ?? 0)
  }

  static func training(_ text: String) throws(ModelFileError) -> TrainingRecord {
    guard let value = try? JSONValue(parsing: Array(text.utf8)), let sources = value["sources"]?.array,
      let support = value["support"]?.array
    else { throw .unsound(field: "training", why: "it is not the JSON that is expected") }
    var training = TrainingRecord()
    training.sources = sources.map {
      TrainingRecord.Source(
        name: $0["name"]?.string ?? "", sha256: $0["sha256"]?.string ?? "", records: $0["records"]?.integer ?? 0)
    }
    training.recordsDigest = value["records_sha256"]?.string ?? ""
    training.documents = value["documents"]?.integer ?? 0
    training.support = support.compactMap(\.integer)
    training.rejected = value["rejected"]?.integer ?? 0
    training.empty = value["empty"]?.integer ?? 0
    training.c = value["c"]?.double ?? 0
    training.classWeight = value["class_weight"]?.string ?? ""
    training.prior = (value["prior"]?.array ?? []).compactMap(\.double)
    training.fitsIntercept = value["intercept"]?.boolean ?? true
    training.solver = value["solver"]?.string ?? ""
    training.iterations = value["iterations"]?.integer ?? 0
    training.objective = value["objective"]?.double ?? 0
    training.gradientNorm = value["gradient_norm"]?.double ?? 0
    training.converged = value["converged"]?.boolean ?? false
    training.seed = value["seed"]?.string.flatMap { UInt64($0) } ?? 0
    training.version = value["version"]?.string ?? ""
    training.folds = value["folds"]?.integer ?? 0
    training.criterion = value["criterion"]?.string ?? ""
    training.curve = (value["curve"]?.array ?? []).compactMap { point in
      let numbers = (point.array ?? []).compactMap(\.double)
      guard numbers.count == 5 else { return nil }
      return TrainingRecord.PenaltyPoint(
        c: numbers[0], logLoss: numbers[1], standardError: numbers[2], accuracy: numbers[3], macroF1: numbers[4])
    }
    training.untried = (value["untried"]?.array ?? []).compactMap(\.double)
    training.scheme = value["scheme"]?.string ?? "multinomial"
    training.rounding = value["half_precision"].map(change)
    training.pruning = value["pruning"].map {
      TrainingRecord.Pruning(
        bound: $0["bound"]?.double ?? 0, terms: $0["terms_before"]?.integer ?? 0,
        bytes: $0["bytes_before"]?.integer ?? 0, change: change($0))
    }
    training.trials = (value["search"]?.array ?? []).compactMap { trial in
      guard let name = trial["setting"]?.string, let c = trial["c"]?.double, let loss = trial["log_loss"]?.double,
        let score = trial["macro_f1"]?.double
      else { return nil }
      return TrainingRecord.Trial(name: name, c: c, logLoss: loss, macroF1: score)
    }
    training.calibrationLogLoss = (value["calibration_log_loss"]?.object?.members ?? []).compactMap { member in
      member.value.double.map { TrainingRecord.NamedLoss(name: member.key, logLoss: $0) }
    }
    training.metrics = (value["metrics"]?.object?.members ?? []).compactMap { member in
      let numbers = (member.value.array ?? []).compactMap(\.double)
      guard numbers.count == 3 else { return nil }
      return TrainingRecord.NamedNumber(name: member.key, value: numbers[0], low: numbers[1], high: numbers[2])
    }
    try check(training)
    return training
  }

  /// What a count may be: so large that no corpus has more, so small that sums of some do not overflow.
  static let counts = 0...(1 << 53)

  /// Numbers under a right checksum can still be none that training writes.
  private static func check(_ training: TrainingRecord) throws(ModelFileError) {
    var found = [training.documents, training.rejected, training.empty, training.iterations, training.folds]
    found += training.support + training.sources.map(\.records)
    if let rounding = training.rounding { found.append(rounding.labels) }
    if let pruning = training.pruning { found += [pruning.terms, pruning.bytes, pruning.change.labels] }
    guard found.allSatisfy(counts.contains),
      training.support.reduce(0, { $0 + Double($1) }) <= Double(counts.upperBound)
    else { throw .unsound(field: "training", why: "a count is beyond 0 to 2^53") }
    var numbers = [training.c, training.objective, training.gradientNorm] + training.untried
    numbers += training.curve.flatMap { [$0.c, $0.logLoss, $0.standardError, $0.accuracy, $0.macroF1] }
    numbers += training.trials.flatMap { [$0.c, $0.logLoss, $0.macroF1] }
    numbers += training.calibrationLogLoss.map(\.logLoss) + training.metrics.flatMap { [$0.value, $0.low, $0.high] }
    numbers += [training.rounding?.largest, training.pruning?.bound, training.pruning?.change.largest].compactMap { $0 }
    guard numbers.allSatisfy(\.isFinite) else { throw .unsound(field: "training", why: "a number is not finite") }
  }
}
