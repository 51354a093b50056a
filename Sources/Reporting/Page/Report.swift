internal import Evaluation

/// The whole page: head, verdict, contents, sections, and what was left out.
struct Report {
  private let content: ReportContent
  private let sections: [Section]
  private let labels: DisplayNames

  init(_ content: ReportContent) {
    self.content = content
    labels = DisplayNames(content.evaluation.labels)
    sections = [
      .headline(content.evaluation, content.notes, noVerdict: content.noVerdict), .comparison(content.comparison),
      .optimismGap(content.optimismGap),
      .confusion(content.evaluation, content.cells), .classes(content.evaluation),
      .reliability(content.reliability, content.evaluation), .abstention(content.riskCoverage),
      .conformal(content.conformal), .precisionRecall(content.precisionRecall),
      .learningCurve(content.learningCurve), .groups(content.groups, content.evaluation),
      .topTerms(content.topTerms), .errors(content.errors), .doubts(content.doubts, content.evaluation),
      .agreement(content.agreement),
      .audit(content.audit, content.evaluation), .provenance(content.provenance, labels),
    ]
  }

  func render() -> [UInt8] {
    var page = Page(labels: labels, confidence: content.confidence)
    page.markup.raw("<!DOCTYPE html>\n")
    page.group("html", [Attribute("lang", "en")]) { page in
      writeHead(to: &page.markup)
      page.group("body") { page in
        page.markup.raw("<a class=\"skip\" href=\"#report\">Skip to the report</a>\n")
        writeHeader(to: &page)
        page.group("div", [.style("layout")]) { page in
          writeContents(to: &page.markup)
          page.group("main", [.id("report"), Attribute("tabindex", "-1")], writeSections)
        }
        page.markup.element("footer") {
          $0.text("Written by Framewise. This page is one file: it loads nothing and runs nothing.")
        }
      }
    }
    page.markup.newline()
    return page.markup.bytes
  }

  private func writeHead(to page: inout Markup) {
    page.element("head") { head in
      head.raw("<meta charset=\"utf-8\"/>")
      let policy = "default-src 'none'; style-src '\(Stylesheet.digest)'; base-uri 'none'; form-action 'none'"
      head.empty("meta", [Attribute("http-equiv", "Content-Security-Policy"), Attribute("content", policy)])
      head.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>")
      head.raw("<meta name=\"color-scheme\" content=\"light dark\"/><meta name=\"referrer\" content=\"no-referrer\"/>")
      head.element("title", text: DisplayNames.cut(content.title, to: 120))
      head.raw("<style>")
      head.raw(Stylesheet.text)
      head.raw("</style>")
    }
    page.newline()
  }

  private func writeHeader(to page: inout Page) {
    page.group("header") { page in
      page.markup.element("h1") { $0.name(DisplayNames.cut(content.title, to: 200)) }
      page.markup.element("p", [.style("summary")]) { $0.name(content.summary) }
    }
    page.markup.newline()
  }

  private func writeContents(to page: inout Markup) {
    page.element("nav", [Attribute("aria-label", "Contents")]) { nav in
      nav.element("ol") { list in
        for section in sections {
          guard case .written = section.body else { continue }
          list.element("li") { $0.element("a", [Attribute("href", "#" + section.id)], text: section.title) }
        }
        if !absences.isEmpty { list.element("li") { $0.raw("<a href=\"#absent\">Not in this report</a>") } }
      }
    }
    page.newline()
  }

  private var absences: [(title: String, reason: String)] {
    sections.compactMap { section in
      guard case .absent(let reason) = section.body else { return nil }
      return (section.title, reason)
    }
  }

  private func writeSections(to page: inout Page) {
    for section in sections {
      guard case .written(let write) = section.body else { continue }
      page.group("section", [.id(section.id), Attribute("aria-labelledby", section.id + "-title")]) { page in
        page.markup.element("h2", [.id(section.id + "-title")], text: section.title)
        write(&page)
      }
      page.markup.newline()
    }
    guard !absences.isEmpty else { return }
    page.group("section", [.id("absent"), Attribute("aria-labelledby", "absent-title")]) { page in
      page.markup.element("h2", [.id("absent-title")], text: "Not in this report")
      page.markup.element("dl") { list in
        for (title, reason) in absences {
          list.element("div") {
            $0.element("dt", text: title)
            $0.element("dd", text: reason)
          }
        }
      }
    }
  }
}
