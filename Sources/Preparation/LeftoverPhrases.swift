/// The words by which lines that web pages leave behind are known, by what they say of a line. All lower case.
///
/// They are kept apart by how much they prove: some phrases hardly occur in an article, others only mean a leftover at the
/// beginning of a short line, or beside a second one.
enum LeftoverPhrases {
  enum Kind: Int, CaseIterable {
    /// Proves it wherever it stands.
    case certain
    /// Proves it at the beginning of a line.
    case opening
    /// Proves it at the beginning of a line, before a colon or another mark.
    case heading
    /// What pages ask for; proves it at the beginning of a line that also has something of theirs.
    case request
    /// Something of a page: its newsletter, comments, share buttons.
    case thing
    /// A whole line; two or more of them with marks between.
    case button
  }

  static let lists: [(kind: Kind, phrases: String)] = [
    (
      .certain,
      """
      all rights reserved|may not be published|may not be reproduced|may not be republished|not for redistribution
      terms of use|terms of service|terms and conditions apply|privacy policy|privacy notice|cookie policy|uses cookies
      use cookies|accept cookies|cookies to|accept all cookies|cookie settings|cookie preferences|we value your privacy
      views expressed in this article|views expressed here|opinions expressed in this|opinions expressed here
      those of the author|do not necessarily reflect|does not necessarily reflect|leave a comment|leave a reply
      post a comment|add a comment|add your comment|comments are closed|comments are open|comments are moderated
      comments have been|comments closed|comments are now|view comments|show comments|read comments|your comments
      join the conversation|join the discussion|have your say|had their say|readers have commented|be the first to comment
      log in to|sign in to|sign up for|sign up to|sign up now|sign up here|sign up today|sign up with|subscribe to our
      subscribe now|subscribe today|subscribe for|subscribe here|subscribe to the|subscribe to read|our newsletter
      our newsletters|daily newsletter|weekly newsletter|free newsletter|morning newsletter|email newsletter|mailing list
      in your inbox|to your inbox|into your inbox|follow us|like us on|find us on|connect with us|share this|share on
      share via|share by|share with friends|tell a friend|email a friend|email this|e-mail this|print this|print article
      printer-friendly|click here|tap here|click to enlarge|tap to enlarge|click to share|tap to share|continue reading
      read the full|read full article|read the rest of|read next|read also|also read
      to be read also|further reading|related articles|related article|related stories|related story|related news
      related content|related posts|related topics|related links|related documents|related coverage|related video
      recommended for you|you may also like|you might also like|you may like|you might like|more like this
      more from the author|more by this author|more stories from|more on this story|more on this topic|more news from
      most read|most viewed|most popular|most clicked|most commented|most shared|trending now|editors' picks|editor's picks
      editor's pick|editors' pick|don't miss|photo credit|image credit|photo courtesy|image courtesy|file photo
      getty images|shutterstock|image source|picture credit|photo by|photos by|photograph by|illustration by|video by
      additional reporting by|reporting and editing by|reporting by|editing by|writing by|compiled by|with inputs from
      with input from|with agency inputs|our standards|trust principles|advertisement|sponsored content|paid content
      sponsored post|promoted content|story continues below|article continues|continues below|continue below
      back to top|top of page|back to home|back to front|return to top|skip to content|skip to main|jump to
      you are visitor|visitor number|visitors to this site|best viewed with|comments to the webmaster|webmaster
      last updated|last modified|first published|updated at|minute read|min read|minutes read|read time|reading time
      free articles left|free letters left|articles remaining|already a subscriber|already a member|become a member
      become a subscriber|become a patron|support our work|support our journalism|support independent|donate now
      make a donation|get unlimited access|unlock this|to unlock|subscribers only|for subscribers|ad-free|adblock|ad blocker
      our app|the app|app store|google play|download pdf|download the pdf|download as|save as pdf|view as pdf
      add to favourites|add to favorites|bookmark this|save this article|save for later|listen to this article|rss feed
      all comments|no comments|report a problem|report an error|report a typo|spotted an error|spot a mistake|seen a mistake
      something wrong on this page|is something wrong|was this page useful|was this article|was this helpful|rate this
      send us your|tell us what you|tell us your|write to the editor|letters to the editor|contact the author
      contact the newsroom|contact us|about the author|republish this|cite this|copy link|link copied|get the latest
      breaking news alerts|news alerts|push notifications|turn on notifications|enable notifications|enable javascript
      loading comments|load more|show more|see more stories|view all stories|view gallery|photo gallery|in pictures
      sms alerts|for sms|by sms|on your phone|on your blackberry|agree with the|desk copy|not for re-sale|not for resale
      correct at time of printing|with credit|translation unofficial|you have reached|you've reached|create a free account
      create an account|register for free|register now|start your free|free trial|cancel anytime|unsubscribe
      """
    ),
    (
      .opening,
      """
      read more|keep reading|read:|read :|photo|photos|photograph|photographs|picture desk|foto|image|images|illustration|cartoon|infographic
      graphic|video|watch|listen|podcast|gallery|copyright|subscribe|advertisement|advert|tags|topics|filed under
      posted in|categories|more in|more from|more on|also in this|also on this|also today|also this|elsewhere on
      elsewhere in|next up|up next|see also|see too|source link|share|shares|shared|tweet|retweet|e-mail to a friend
      send to friend|send to a friend|follow|tip us off|fax us|reader offer|reader offers|receive our|get our|get the
      printer friendly|permalink|trackback|comments|comment|your comment|by staff|staff writer|staff reporter
      our correspondent|latest|latest from|trending|popular|previous article|previous story|next article|next story
      other wires|next week in|last month|this story was|this article was|this article first|this story first
      this article is|this post|original article|syndicated|credit|credits|caption|win a|you have|did you like
      did you enjoy|enjoyed this|liked this|like this|love|missing a|hungry for|want more|want to|got a tip|have a tip
      know more|questions|more escapes|more notes|tap|click|free
      """
    ),
    (
      .heading,
      """
      more|also|related|recommended|read|see|read more|most|elsewhere|previously|next|previous|popular|trending
      don't miss|in case you missed it|icymi|photo|photos|picture|pictures|image|images|illustration|credit|video|audio
      podcast|tags|tag|topics|topic|keywords|filed|posted|share|save|print|listen|watch|gallery|editor's note
      publisher|archive|archives|background|explainer|opinion|analysis|sponsored|partner content|contact|newsroom
      """
    ),
    (
      .request,
      """
      subscribe|sign|signup|join|register|receive|get|enter|leave|log|login|download|follow|like|tell|send|share|tap|click
      print|tweet|bookmark|support|donate|manage|accept|allow|rate|vote|view|watch|hear|listen|see|read|write|e-mail|email
      fax|text|win|become|buy|order|try|install|open|visit|check|explore|discover|browse|add|save|forward|report|create
      we|never|don't|you|help|give|stay|keep|want|love|enjoyed|liked|did|this|our|your|please|to
      """
    ),
    (
      .thing,
      """
      newsletter|newsletters|e-newsletter|bulletin by|inbox|mailing|alerts|notifications|sms|whatsapp|facebook|fb|twitter
      instagram|telegram channel|youtube|linkedin|reddit|pinterest|tiktok|flipboard|rss|podcast|podcasts|app|apps|cookie
      cookies|subscribers|subscriber|subscription|subscriptions|guestbook|comment|comments|page|site|website|web site
      gallery|homepage|home page|e-mail address|email address|paywall|account|feedback|wallpaper|editor|hashtag|channel
      channels|browser|javascript|readers|friends|friend|e-mail|email|by e-mail|by email|ad|ads|advertising|free|long reads
      password|unlimited|offer|digest|briefing by|this story|this article|our stories|our reporting|journalism|our work
      """
    ),
    (
      .button,
      """
      share|tweet|print|email|e-mail|facebook|fb|twitter|tw|x|whatsapp|telegram|linkedin|reddit|pinterest|instagram|copy
      copy link|comments|comment|save|like|more|home|world|sport|sports|business|politics|opinion|culture|science|weather
      news|video|puzzles|obituaries|crossword|horoscope|forum|gallery|archive|archives|menu|search|login|log in|sign in
      subscribe|settings|ok|accept|decline|yes|no|manage|close|next|previous|back|top|help|about|contact|privacy|terms
      cookies|advertise|jobs|careers|rss|feedback|listen|watch|photos|pictures|print without pictures|send to friend
      what's new|search this server|top of page|front page|travel|tv|radio|shop|events|newsletters|sitemap|download
      """
    ),
  ]

  static let all: [(kind: Kind, phrase: [UInt8])] = lists.flatMap { list in
    list.phrases.split { $0 == "|" || $0 == "\n" }.map { (list.kind, Array($0.utf8)) }
  }
}
