import Evaluation
import Foundation
import Reporting
import Testing

struct PageTests {
  private let bytes: [UInt8]
  private let page: PageDocument

  init() throws {
    bytes = try SampleReport.content().render()
    page = PageDocument(bytes)
  }

  @Test func theSameContentGivesTheSameBytes() throws {
    #expect(try SampleReport.content().render() == bytes)
  }

  @Test func everyDrawingIsWellFormedOnItsOwn() throws {
    let text = String(decoding: bytes, as: UTF8.self)
    let drawings = text.components(separatedBy: "<svg").dropFirst().map {
      "<svg" + $0.components(separatedBy: "</svg>")[0] + "</svg>"
    }
    #expect(drawings.count > 12)
    for drawing in drawings {
      let parsed = PageDocument(Array(drawing.utf8))
      #expect(parsed.problem == nil)
      let root = try #require(parsed.elements.first)
      #expect(root.attributes["role"] == "img")
      let title = try #require(parsed.all("title").first)
      let description = try #require(parsed.all("desc").first)
      #expect(!title.text.isEmpty && !description.text.isEmpty)
      let named = try #require(root.attributes["aria-labelledby"]).split(separator: " ").map(String.init)
      #expect(named == [title.attributes["id"], description.attributes["id"]])
      // Coordinates lie within the drawing, a little overhang of text aside.
      let box = try #require(root.attributes["viewBox"]).split(separator: " ").compactMap { Double($0) }
      for element in parsed.elements {
        for (name, limit) in [
          ("x", box[2]), ("cx", box[2]), ("x1", box[2]), ("y", box[3]), ("cy", box[3]), ("y2", box[3]),
        ] {
          guard let value = element.attributes[name].flatMap({ Double($0) }) else { continue }
          #expect(value >= -10 && value <= limit + 10, "\(element.name) \(name) \(value) of \(limit)")
        }
      }
    }
  }

  @Test func thePageIsWellFormedAndItsLinksLead() {
    #expect(page.problem == nil)
    let ids = page.elements.compactMap { $0.attributes["id"] }
    #expect(Set(ids).count == ids.count)
    let links = page.all("a").compactMap { $0.attributes["href"] }
    #expect(links.count > 20)
    for link in links { #expect(link.hasPrefix("#") && ids.contains(String(link.dropFirst())), "\(link)") }
    for element in page.elements {
      for name in (element.attributes["aria-labelledby"] ?? "").split(separator: " ") {
        #expect(ids.contains(String(name)))
      }
    }
  }

  @Test func nothingRunsAndNothingLoads() throws {
    let policies = page.all("meta").filter { $0.attributes["http-equiv"] == "Content-Security-Policy" }
    let policy = try #require(policies.first?.attributes["content"])
    #expect(policies.count == 1)
    #expect(policy == "default-src 'none'; style-src '\(Stylesheet.digest)'; base-uri 'none'; form-action 'none'")
    // The policy applies to what comes after it.
    let order = page.elements.map(\.name)
    #expect(
      try #require(order.firstIndex(of: "style"))
        > (try #require(page.elements.firstIndex { $0.attributes["content"] == policy })))
    expectHarmless(page)
  }

  @Test func landmarksAndHeadingsAreInOrder() {
    for landmark in ["header", "nav", "main", "footer", "h1"] { #expect(page.all(landmark).count == 1) }
    #expect(page.elements.first { $0.parents.last == "body" }?.attributes["class"] == "skip")
    let levels = page.elements.filter { ["h1", "h2", "h3"].contains($0.name) }.compactMap { Int($0.name.dropFirst()) }
    #expect(levels.first == 1)
    for (before, after) in zip(levels, levels.dropFirst()) { #expect(after <= before + 1) }
    #expect(page.all("html").first?.attributes["lang"] == "en")
    #expect(page.all("title").first?.text.isEmpty == false)
  }

  @Test func tablesAreCaptionedAndTheirHeadsScoped() {
    #expect(page.all("table").count == page.all("caption").count)
    for caption in page.all("caption") { #expect(!caption.text.isEmpty) }
    for head in page.all("th") { #expect(["col", "row", "colgroup"].contains(head.attributes["scope"] ?? "")) }
    for box in page.elements where box.attributes["class"] == "scroll" {
      #expect(box.attributes["tabindex"] == "0" && box.attributes["role"] == "region")
      #expect(box.attributes["aria-label"]?.isEmpty == false)
    }
    #expect(page.all("table").allSatisfy { $0.parents.last == "div" })
    #expect(page.all("figcaption").count == page.all("svg").count)
  }

  @Test func whatIsMissingIsSaid() throws {
    let predictions = try Predictions(labels: ["a", "b"], truth: [0, 1], predicted: [0, 1])
    var content = ReportContent(
      title: "t", summary: "s", evaluation: try EvaluationReport(predictions))
    content.riskCoverage = .absent(because: "The scores carry no probabilities.")
    let page = PageDocument(content.render())
    #expect(page.problem == nil)
    let absent = try #require(page.elements.first { $0.attributes["id"] == "absent" })
    for section in ["Optimism gap", "Reliability", "Conformal sets", "Learning curve", "Worst errors", "Provenance"] {
      #expect(absent.text.contains(section))
    }
    #expect(absent.text.contains("The scores carry no probabilities."))
  }

  @Test(arguments: [0, 1]) func fewDocumentsMakeAPageToo(count: Int) throws {
    let predictions = try Predictions(
      labels: ["a", "b"], truth: Array(repeating: 0, count: count), predicted: Array(repeating: 1, count: count),
      probabilities: Array(repeating: 0.5, count: 2 * count))
    var content = ReportContent(title: "", summary: "", evaluation: try EvaluationReport(predictions))
    content.reliability = .shown(Reliability(curve: CalibrationCurve(predictions)))
    content.precisionRecall = .shown([])
    content.cells = .shown([])
    content.errors = .shown([])
    content.topTerms = .shown([LabelTerms(label: "a", terms: [])])
    content.groups = .shown(GroupResults(column: "", groups: []))
    content.audit = .shown(Audit(changes: []))
    #expect(PageDocument(content.render()).problem == nil)
  }

  @Test(arguments: [13, 60, 400]) func manyLabelsBecomeAMapAndAList(k: Int) throws {
    let count = 3 * k
    let truth = (0..<count).map { $0 % k }
    let predictions = try Predictions(
      labels: (0..<k).map { "label \($0)" }, truth: truth, predicted: truth.map { $0 % 5 == 0 ? ($0 + 1) % k : $0 })
    var options = EvaluationOptions()
    options.resamples = 20
    let page = PageDocument(
      ReportContent(title: "t", summary: "s", evaluation: try EvaluationReport(predictions, options)).render())
    #expect(page.problem == nil)
    #expect(page.elements.contains { $0.attributes["class"]?.hasPrefix("cell ") == true } == (k <= 150))
    #expect(!page.elements.contains { $0.attributes["class"] == "confusion" })
  }

  @Test func evidenceOutsideTheTextIsLeftOut() throws {
    let predictions = try Predictions(labels: ["a", "b"], truth: [0], predicted: [1])
    var content = ReportContent(title: "t", summary: "s", evaluation: try EvaluationReport(predictions))
    let text = "Ä peace & <war>"
    content.errors = .shown([
      WorstError(
        id: "d", text: text, truth: 0, predicted: 7,
        evidence: [
          Evidence(range: 3..<8, weight: 2), Evidence(range: 5..<10, weight: 1), Evidence(range: 0..<1, weight: 1),
          Evidence(range: 11..<16, weight: -1), Evidence(range: 14..<99, weight: 1), Evidence(range: -2..<1, weight: 1),
          Evidence(range: 9..<9, weight: 1), Evidence(range: 9..<10, weight: .nan),
        ])
    ])
    let page = PageDocument(content.render())
    #expect(page.problem == nil)
    let passage = try #require(page.elements.first { $0.attributes["class"] == "passage" })
    #expect(passage.text == text)
    let marks = page.all("mark").filter { $0.parents.contains("article") }
    #expect(marks.map(\.text) == ["peace", "<war>"])
    #expect(marks.map { $0.attributes["class"] } == ["for w3", "against w2"])
  }
}

/// No element or attribute that could run or load anything; every attribute is one that the room writes.
func expectHarmless(_ page: PageDocument, sourceLocation: SourceLocation = #_sourceLocation) {
  let elements: Set = [
    "a", "article", "bdi", "body", "caption", "circle", "dd", "desc", "details", "div", "dl", "dt", "figcaption",
    "figure", "footer", "h1", "h2", "h3", "head", "header", "html", "li", "line", "main", "mark", "meta", "nav", "ol",
    "p", "path", "rect", "section", "span", "style", "summary", "svg", "table", "tbody", "td", "text", "th", "thead",
    "title", "tr", "ul",
  ]
  let attributes: Set = [
    "aria-label", "aria-labelledby", "charset", "class", "colspan", "content", "cx", "cy", "d", "dir", "fill-opacity",
    "height", "href", "http-equiv", "id", "lang", "name", "r", "role", "scope", "tabindex", "text-anchor", "viewBox",
    "width", "x", "x1", "x2", "xmlns", "y", "y1", "y2",
  ]
  for element in page.elements {
    #expect(elements.contains(element.name), sourceLocation: sourceLocation)
    for (name, value) in element.attributes {
      #expect(attributes.contains(name), sourceLocation: sourceLocation)
      if name == "href" { #expect(value.hasPrefix("#"), sourceLocation: sourceLocation) }
    }
  }
  #expect(page.all("style").count == 1, sourceLocation: sourceLocation)
}
