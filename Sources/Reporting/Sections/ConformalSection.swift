internal import Evaluation

extension Section {
  static func conformal(_ part: Part<ConformalReport>) -> Section {
    Section("conformal", "Conformal sets", part) { report, page in
      let promise = 1 - report.classifier.alpha
      let decided: Prose =
        report.accuracyOfDecided.value == nil
        ? "No document was left with one label alone."
        : """
        One label alone remained for \(ValueText(report.decided, .percent).value) of documents, right in \
        \(ValueText(report.accuracyOfDecided, .percent).joined) of them.
        """
      page.finding(
        """
        Sets that promise to hold the true label in \(NumberText.level(promise)) of cases held it in \
        \(ValueText(report.coverage, .percent).joined). \(decided)
        """)
      let rows =
        [ForestPlot.Row(name: "All documents", value: report.coverage, isMain: true)]
        + report.coverageByLabel.enumerated().map { number, value in
          ForestPlot.Row(
            name: number < page.labels.brief.count ? page.labels.brief[number] : "",
            note: report.classifier.isGuaranteed(number) ? "" : "no promise", value: value)
        }
      let plot = ForestPlot(
        rows: Array(rows.prefix(31)),
        axis: ForestPlot.axis(
          rows, "Share of sets that hold the true label", including: [promise], unit: .percent, within: 0...1),
        reference: (promise, "promised"))
      page.columns { page in
        page.figure(
          Drawing(
            width: ForestPlot.width, height: plot.height, title: "Measured coverage of the sets, by label",
            description: plot.description),
          caption:
            """
            The promise is kept where the range reaches the dashed line. It holds for each label on its own, for new \
            documents drawn like the calibration ones.
            """
        ) { plot.write(to: &$0) }
        page.group("div") { page in
          page.paragraph(
            """
            Mean size of a set: \(report.meanSize.map { NumberText.fixed($0, 2) } ?? NumberText.none) labels. Empty, \
            unlike all labels: \(ValueText(report.empty, .percent).joined).
            """
          )
          for refusal in report.refusals.prefix(20) { page.note(Prose(refusal)) }
        }
      }
    }
  }
}
