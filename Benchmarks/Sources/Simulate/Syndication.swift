import Evaluation
import Learning
import NearDuplicates
import TextFeatures

/// News of which many are reprints: a random split tests on what it was trained on, a split by found near-duplicates
/// does not. The truth is the accuracy on stories that no training document comes from.
enum SyndicationBias {
  private static let repeats = 40
  private static let stories = 160
  private static let folds = 5

  static func run() throws {
    var errors = (random: [Double](), grouped: [Double]())
    for run in 0..<repeats {
      var source = RandomSource(seed: UInt64(run), stream: 9)
      var news = News()
      for story in 0..<stories { news.add(story: story, copies: 1 + source.below(6), &source) }
      let counted = news.counted()
      let clusters = DuplicateClusters(
        news.texts.map { text in
          var sketcher = Sketcher()
          return sketcher.sketch(Array(text.utf8).span)
        })
      let random = try Folds.stratified(labels: news.labels, labelCount: 2, folds: folds, seed: UInt64(run))
      let grouped = try Folds.grouped(
        labels: news.labels, labelCount: 2, groups: clusters.clusters, folds: folds, seed: UInt64(run))
      // Each estimate beside the accuracy of the very same models on fresh stories.
      errors.random.append(try bias(counted, news, random, &source))
      errors.grouped.append(try bias(counted, news, grouped, &source))
    }
    let (random, grouped) = (mean(errors.random), mean(errors.grouped))
    let standardError = deviation(errors.grouped) / Double(repeats).squareRoot()
    let data = "\(stories) stories of 1 to 6 prints, \(repeats) repeats"
    Line.value(
      "bias of accuracy, random split", data, "–", points(random), "5 points and more, to show the harm", random >= 0.05
    )
    Line.value(
      "bias of accuracy, duplicate-grouped split", data, "0",
      "\(points(grouped)) (standard error \(points(standardError)))",
      "within two standard errors of 0, or 1 point", abs(grouped) <= max(2 * standardError, 0.01))
  }

  /// Out-of-fold accuracy minus that of the folds' models on documents of new stories.
  private static func bias(
    _ counted: CountedCorpus, _ news: News, _ folds: Folds, _ source: inout RandomSource
  ) throws -> Double {
    var fresh = News()
    for story in 0..<400 { fresh.add(story: 1_000_000 + story, copies: 1, &source) }
    var (right, total) = (0, 0)
    var freshRight = 0
    for fold in 0..<folds.count {
      let training = folds.trainingDocuments(of: fold)
      let test = folds.testDocuments(of: fold)
      let selection = try counted.select(training)
      let fit = try LogisticRegression.fit(
        counted.rows(training, under: selection), labels: training.map { news.labels[$0] }, labelCount: 2,
        options: .init(c: 10))
      let logits = try fit.model.logits(of: counted.rows(test, under: selection))
      for (place, document) in test.enumerated() {
        if (logits[2 * place + 1] > logits[2 * place] ? 1 : 0) == news.labels[document] { right += 1 }
      }
      total += test.count
      let vectorizer = try counted.vectorizer(selection)
      let others = try fit.model.logits(of: vectorizer.transform(fresh.texts))
      for (place, label) in fresh.labels.enumerated() where (others[2 * place + 1] > others[2 * place] ? 1 : 0) == label
      {
        freshRight += 1
      }
    }
    return Double(right) / Double(total) - Double(freshRight) / Double(folds.count * fresh.labels.count)
  }

  private static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

  private static func deviation(_ values: [Double]) -> Double {
    let mean = mean(values)
    return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)).squareRoot()
  }

  private static func points(_ share: Double) -> String { "\(Double((share * 1_000).rounded()) / 10) points" }
}

/// Stories of random words, a few of them telling the label; prints differ by a few words.
private struct News {
  private(set) var texts: [String] = []
  private(set) var labels: [Int] = []

  mutating func add(story: Int, copies: Int, _ source: inout RandomSource) {
    let label = source.below(2)
    let words = (0..<80).map { _ -> String in
      let telling = source.unit() < 0.06
      // A telling word speaks for the label more often than not.
      let side = source.unit() < 0.65 ? label : 1 - label
      return telling ? "t\(side)x\(source.below(30))" : "w\(source.below(4_000))"
    }
    for _ in 0..<copies {
      let print = words.map { word in source.unit() < 0.03 ? "w\(source.below(4_000))" : word }
      texts.append(print.joined(separator: " "))
      labels.append(label)
    }
  }

  func counted() -> CountedCorpus {
    var settings = FeatureSettings()
    settings.blocks = [.init(.word, 1...1)]
    settings.sublinear = true
    var counter = CorpusCounter(settings: settings)
    for text in texts { counter.add(text) }
    return CountedCorpus(counter)
  }
}
