internal import Corpus
internal import Evaluation
internal import Files
internal import Framewise

/// Agreement for people and in JSON.
enum AgreementOutput {
  static func lines(_ study: AgreementStudy) -> [String] {
    let report = study.report
    var lines = [
      "agreement: \(report.coders) coders, \(Wording.counted(report.units, "unit")), "
        + "\(Wording.grouped(report.pairableUnits)) with two codes or more",
      "  alpha (nominal)       \(StudyText.interval(report.alpha))"
        + (study.model == nil ? "" : "  the model among the coders"),
    ]
    if let ordinal = study.ordinal, let order = study.order {
      lines.append(
        "  alpha (ordinal)       \(StudyText.interval(ordinal))  in the order "
          + order.map { TerminalText.escaped($0) }.joined(separator: " < "))
    }
    for category in report.perCategory {
      lines.append("  \(Tables.padded(TerminalText.escaped(category.name), 21)) \(StudyText.interval(category.value))")
    }
    if study.coders.count > 2 {
      for (coder, alpha) in zip(study.coders, report.leavingOut) {
        lines.append("  without \(Tables.padded(TerminalText.escaped(coder), 13)) \(StudyText.interval(alpha))")
      }
    }
    lines.append("  pairs: units, share of equal codes, kappa")
    for pair in report.pairs {
      let names =
        "\(TerminalText.escaped(study.coders[pair.first])) and \(TerminalText.escaped(study.coders[pair.second]))"
      lines.append(
        "    \(Tables.padded(names, 30)) \(Tables.padded(Wording.grouped(pair.units), 8, right: true))   "
          + "\(Tables.padded(StudyText.interval(pair.agreement), 24)) \(Tables.number(pair.kappa.value))")
    }
    for ceiling in study.ceilings where study.model == nil || ceiling.coder == study.model {
      lines.append(
        "  \(TerminalText.escaped(study.coders[ceiling.coder])) agrees with the others on "
          + "\(StudyText.interval(ceiling.ceiling.withOthers)), they among themselves on "
          + "\(StudyText.interval(ceiling.ceiling.amongOthers)): \(StudyText.interval(ceiling.ceiling.share)) of their ceiling"
      )
    }
    if !report.worst.isEmpty { lines.append("  most disputed units") }
    for unit in report.worst.prefix(10) {
      let counts = zip(study.categories, unit.counts).filter { $0.1 > 0 }
        .map { "\(TerminalText.escaped($0.0)) \($0.1)" }.joined(separator: ", ")
      lines.append("    \(TerminalText.escaped(study.units[unit.unit], limit: 60)): \(counts)")
    }
    lines += undefined(study).map { "  undefined: \($0)" }
    return lines + study.notes.map { "  note: \(TerminalText.escaped($0))" }
  }

  /// Why values are undefined, each reason once.
  private static func undefined(_ study: AgreementStudy) -> [String] {
    let report = study.report
    var values = [report.alpha] + report.perCategory.map(\.value)
    if let ordinal = study.ordinal { values.append(ordinal) }
    if study.coders.count > 2 { values += report.leavingOut }
    values += report.pairs.flatMap { [$0.agreement, $0.kappa] }
    for ceiling in study.ceilings where study.model == nil || ceiling.coder == study.model {
      values += [ceiling.ceiling.withOthers, ceiling.ceiling.amongOthers, ceiling.ceiling.share]
    }
    var reasons: [String] = []
    for value in values where value.value == nil {
      guard let reason = value.reason, !reasons.contains(reason) else { continue }
      reasons.append(reason)
    }
    let mark = "Undefined: "
    return reasons.map { $0.hasPrefix(mark) ? String($0.dropFirst(mark.count)) : $0 }
  }

  static func write(_ study: AgreementStudy, to writer: inout JSONWriter) {
    let report = study.report
    writer.strings("coders", study.coders)
    writer.strings("labels", study.categories)
    if !study.notes.isEmpty { writer.strings("notes", study.notes) }
    writer.member("units", report.units)
    writer.member("pairable_units", report.pairableUnits)
    writer.member("alpha", report.alpha)
    if let ordinal = study.ordinal {
      writer.member("alpha_ordinal", ordinal)
      writer.strings("order", study.order ?? [])
    }
    writer.metrics("per_label", report.perCategory)
    writer.object("leaving_out") { writer in
      for (coder, alpha) in zip(study.coders, report.leavingOut) { writer.member(coder, alpha) }
    }
    writer.array("pairs", report.pairs) { writer, pair in
      writer.object {
        $0.member("first", study.coders[pair.first])
        $0.member("second", study.coders[pair.second])
        $0.member("units", pair.units)
        $0.member("agreement", pair.agreement)
        $0.member("kappa", pair.kappa)
      }
    }
    writer.array("ceilings", study.ceilings) { writer, ceiling in
      writer.object {
        $0.member("coder", study.coders[ceiling.coder])
        $0.member("is_model", ceiling.coder == study.model)
        $0.member("among_others", ceiling.ceiling.amongOthers)
        $0.member("with_others", ceiling.ceiling.withOthers)
        $0.member("share_of_ceiling", ceiling.ceiling.share)
      }
    }
    writer.array("worst_units", report.worst) { writer, unit in
      writer.object { writer in
        writer.member("unit", study.units[unit.unit])
        writer.member("disagreement", unit.disagreement)
        writer.object("codes") { writer in
          for (category, count) in zip(study.categories, unit.counts) { writer.member(category, count) }
        }
      }
    }
  }
}
