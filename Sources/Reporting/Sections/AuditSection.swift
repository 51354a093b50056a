internal import Evaluation

extension Section {
  static func audit(_ part: Part<Audit>, _ report: EvaluationReport) -> Section {
    Section("audit", "Robustness audit", part) { audit, page in
      page.finding(finding(audit))
      let changes = audit.changes.map {
        ForestPlot.Row(name: DisplayNames.cut($0.name, to: 30), value: $0.flipped)
      }
      let shortcuts =
        [ForestPlot.Row(name: "This model", value: report[audit.metric], isMain: true)]
        + audit.shortcuts.map { ForestPlot.Row(name: DisplayNames.cut($0.name, to: 30), value: $0.value) }
      page.columns { page in
        if !changes.isEmpty {
          figure(
            ForestPlot(
              rows: changes,
              axis: ForestPlot.axis(
                changes, "Share of labels that changed", including: [0], unit: .percent, within: 0...1)),
            "Labels changed by edits that should not matter",
            """
            Edits that leave the relation between the actors as it is. Every change of label is a decision that hung \
            on something else.
            """,
            &page)
        }
        if !audit.shortcuts.isEmpty {
          figure(
            ForestPlot(rows: shortcuts, axis: ForestPlot.axis(shortcuts, audit.metric.title, including: [0, 1])),
            "\(audit.metric.title) of models that see only what should not decide",
            """
            Models that see only actors, or only boilerplate. The nearer they come to the full model, the less its \
            score is about framing.
            """,
            &page)
        }
      }
      for note in audit.notes { page.note("\(name: note)") }
      guard !audit.changes.isEmpty else { return }
      page.table(
        Table(
          caption: "Each edit, the documents that it applied to, and the share of labels that changed.",
          columns: [
            .words("Edit"), .words("What was done"), .number("Documents"), .number("Labels changed"),
            .number("Accuracy changed by"),
          ],
          rows: audit.changes.map { change in
            [
              .name(DisplayNames.cut(change.name, to: 60)), .name(DisplayNames.cut(change.detail, to: 200)),
              .text(NumberText.count(change.documents)), .metric(change.flipped, .percent),
              change.accuracyChange.map { .metric($0, .points) } ?? .text(NumberText.none),
            ]
          }))
      let seen = audit.shortcuts.filter { !$0.detail.isEmpty }
      if !seen.isEmpty {
        page.note(
          seen.reduce("" as Prose) { $0 + "\(name: DisplayNames.cut($1.name, to: 60)): \(name: $1.detail) " })
      }
    }
  }

  private static func figure(_ plot: ForestPlot, _ title: String, _ caption: Prose, _ page: inout Page) {
    page.figure(
      Drawing(width: ForestPlot.width, height: plot.height, title: title, description: plot.description),
      caption: caption
    ) { plot.write(to: &$0) }
  }

  private static func finding(_ audit: Audit) -> Prose {
    if audit.changes.isEmpty { return "No edit was tried." }
    let measured = audit.changes.filter { $0.flipped.value != nil }
    guard let worst = measured.max(by: { ($0.flipped.value ?? 0) < ($1.flipped.value ?? 0) }) else {
      return "No edit altered a document."
    }
    return
      """
      The edit that matters most, ‘\(name: DisplayNames.cut(worst.name, to: 60))’, changes \
      \(ValueText(worst.flipped, .percent).joined) of labels, though the framing stays the same.
      """
  }
}
