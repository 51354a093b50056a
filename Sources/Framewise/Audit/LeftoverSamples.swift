internal import Evaluation

/// Lines as web pages leave them in copied articles, for adding to texts. Some are of kinds that the rules for finding such
/// lines do not know: an audit with the rules' own phrases would only show that they find themselves.
enum LeftoverSamples {
  static let lines = [
    "Sign up for the Morning Ledger, our daily e-mail", "Read More: Port fees frozen for another year",
    "Related: What the budget means for your town", "Share on Facebook | Share on X | WhatsApp",
    "Photo: Marta Olsen / Harbour Pictures", "We use cookies to improve your experience. Accept all",
    "ADVERTISEMENT", "Leave a comment", "This story was updated at 14:32 to add a statement.",
    "Follow our live page for the latest", "Reporting by our newsroom; editing by P. Vance",
    "© 2019 Tidewater Media Ltd.",
    "All rights reserved. No part may be copied without permission.", "Subscribers can listen to this article",
    "Most read in World", "You have 3 free articles remaining this month",
    "Got a story? Write to tips@tidewater.example",
    "Recommended stories", "— with files from wire services", "5 min read", "Click here to join our Telegram channel",
    "Want the weekend quiz in your inbox? Tick the box", "Image: AP", "Published 3 March 2021, 09:15 GMT",
    "Skip to main content", "Sponsored: The ten best garden chairs", "Join the conversation (48)",
    "A version of this article appears in print on page A7.", "Correction: an earlier version misspelled a name.",
    "Tags: trade, ports, tariffs, budget", "Next: Ferry timetable for the holidays", "Back to homepage",
    "Gift this article", "Enjoying our coverage? Consider a small donation", "Download the app for Android and iPhone",
    "Do not sell my personal information", "Copy link  Print  Save", "ALSO ON TIDEWATER: Five recipes with mackerel",
    "Editor's note: views are the writer's own.", "Loading…", "About the author: Jo Lind covers shipping and weather.",
    "Show 12 replies",
  ]

  /// A text with one line before it, one between two of its lines and three behind it.
  static func added(to text: [UInt8], _ source: inout RandomSource) -> [UInt8] {
    var order = Array(lines.indices)
    source.shuffle(&order)
    let drawn = order.prefix(5).map { Array(lines[$0].utf8) }
    let breaks = text.indices.filter { text[$0] == 0x0A && $0 > 0 && $0 + 1 < text.count }
    var middle = text
    if !breaks.isEmpty { middle.insert(contentsOf: [0x0A] + drawn[1], at: breaks[source.below(breaks.count)]) }
    return drawn[0] + [0x0A, 0x0A] + middle + [0x0A, 0x0A] + Array(drawn[2...].joined(separator: [0x0A]))
  }
}
