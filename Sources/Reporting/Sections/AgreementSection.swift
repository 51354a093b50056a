internal import Evaluation

extension Section {
  static func agreement(_ part: Part<Agreement>) -> Section {
    Section("agreement", "Agreement of coders", part) { agreement, page in
      page.finding(finding(agreement))
      if let ceiling = agreement.ceiling { page.paragraph(sentence(ceiling)) }
      let report = agreement.report
      let rows =
        [ForestPlot.Row(name: "All categories, all coders", value: report.alpha, isMain: true)]
        + report.perCategory.prefix(30).map {
          ForestPlot.Row(name: DisplayNames.cut($0.name, to: 26), value: $0.value)
        }
        + report.leavingOut.prefix(12).enumerated().map { number, value in
          ForestPlot.Row(name: "Without " + coder(number, agreement, to: 18), value: value)
        }
      let plot = ForestPlot(
        rows: rows,
        axis: ForestPlot.axis(
          rows, "Krippendorff’s alpha, \(agreement.level.rawValue)", including: [0, 1], within: -1...1),
        reference: (0.8, "firm from 0.8"))
      page.columns { page in
        page.figure(
          Drawing(
            width: ForestPlot.width, height: plot.height,
            title: """
              Krippendorff’s alpha
              """, description: plot.description),
          caption:
            """
            1 is full agreement, 0 is chance. Each category is set against all others; a coder without whom alpha \
            rises codes differently from the rest.
            """
        ) { plot.write(to: &$0) }
        page.group("div") { page in
          page.table(pairs(agreement))
          if !report.worst.isEmpty { page.details("The most disputed units") { $0.table(worst(agreement)) } }
        }
      }
    }
  }

  private static func coder(_ number: Int, _ agreement: Agreement, to limit: Int) -> String {
    agreement.coders.indices.contains(number)
      ? DisplayNames.cut(agreement.coders[number], to: limit) : "coder \(number + 1)"
  }

  /// Krippendorff's customary marks (2019, chapter 12): 0.8 for firm conclusions, 0.667 for tentative ones.
  private static func finding(_ agreement: Agreement) -> Prose {
    let report = agreement.report
    let coded =
      """
      \(NumberText.count(report.coders, "coder")), \(NumberText.count(report.pairableUnits)) of \
      \(NumberText.count(report.units, "unit")) coded at least twice
      """
    // What labels are worth is between people: the model does not vouch for them.
    let isApart = agreement.model.map { report.coders > 2 && report.leavingOut.indices.contains($0) } ?? false
    let own = isApart ? report.leavingOut[agreement.model ?? 0] : report.alpha
    guard let alpha = own.value else {
      return "Agreement is undefined: \(own.reason ?? "there are no pairs of codes.") (\(coded).)"
    }
    let verdict =
      (own.low ?? alpha) >= 0.8
      ? "firm conclusions can rest on these labels"
      : (own.low ?? alpha) >= 0.667
        ? "enough for tentative conclusions (0.667), not surely for firm ones (0.8)"
        : "the labels themselves are in doubt: below or near the mark for tentative conclusions (0.667)"
    let people = isApart ? " of the people among the coders" : ""
    return "Krippendorff’s alpha\(people) is \(ValueText(own).joined): \(verdict). \(coded)."
  }

  private static func sentence(_ ceiling: HumanCeiling) -> Prose {
    """
    The model agrees with the coders in \(ValueText(ceiling.withOthers, .percent).joined) of cases, and they with one \
    another in \(ValueText(ceiling.amongOthers, .percent).joined): \(ValueText(ceiling.share, .percent).joined) of \
    the human ceiling.
    """
  }

  private static func pairs(_ agreement: Agreement) -> Table {
    Table(
      caption: "Every two coders, on the units that both coded.",
      columns: [.words("First"), .words("Second"), .number("Units"), .number("Agreement"), .number("Cohen’s kappa")],
      rows: agreement.report.pairs.prefix(100).map { pair in
        [
          .name(coder(pair.first, agreement, to: 40)), .name(coder(pair.second, agreement, to: 40)),
          .text(NumberText.count(pair.units)), .metric(pair.agreement, .percent), .metric(pair.kappa, .score),
        ]
      })
  }

  private static func worst(_ agreement: Agreement) -> Table {
    let categories = DisplayNames(agreement.categories).short
    return Table(
      caption: "Units with the most pairs of codes that differ, and how many coders chose what.",
      columns: [.words("Unit"), .number("Pairs that differ"), .words("Codes")],
      rows: agreement.report.worst.map { unit in
        let name =
          agreement.units.indices.contains(unit.unit)
          ? DisplayNames.cut(agreement.units[unit.unit], to: 60) : "\(unit.unit + 1)"
        var codes: Prose = ""
        for (category, count) in unit.counts.enumerated() where count > 0 && categories.indices.contains(category) {
          codes += codes.plain.isEmpty ? "" : ", "
          codes += "\(name: categories[category]) \(NumberText.count(count))"
        }
        return [.name(name), .text(NumberText.percent(unit.disagreement)), .prose(codes)]
      })
  }
}
