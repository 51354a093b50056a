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
    /// Proves it at the beginning of a line, before a colon, whatever follows.
    case notice
    /// Proves it at the beginning of a short line that also has a digit.
    case dated
    /// Proves it as the last of two or three words, behind a number.
    case count
  }

  static let lists: [(kind: Kind, phrases: String)] = [
    (
      .certain,
      """
      all rights reserved|may not be published|may not be reproduced|may not be republished|not for redistribution
      terms of service|terms and conditions apply|privacy policy|privacy notice|cookie policy|uses cookies|use cookies
      accept cookies|cookies to|accept all cookies|cookie settings|cookie preferences|we value your privacy
      views expressed in this article|views expressed here|opinions expressed in this|opinions expressed here
      those of the author|do not necessarily reflect|does not necessarily reflect|leave a comment|leave a reply
      post a comment|add a comment|add your comment|comments are closed|comments are open|comments are moderated
      comments have been|comments closed|comments are now|view comments|show comments|read comments|your comments
      join the conversation|join the discussion|have your say|had their say|readers have commented
      be the first to comment|log in to|sign in to|sign up for|sign up to|sign up now|sign up here|sign up today
      sign up with|subscribe to our|subscribe now|subscribe today|subscribe for|subscribe here|subscribe to the
      subscribe to read|our newsletter|our newsletters|daily newsletter|weekly newsletter|free newsletter
      morning newsletter|email newsletter|mailing list|in your inbox|to your inbox|into your inbox|follow us|like us on
      find us on|connect with us|share this|share on|share via|share by|share with friends|tell a friend|email a friend
      email this|e-mail this|print this|print article|printer-friendly|click here|tap here|click to enlarge
      tap to enlarge|click to share|tap to share|continue reading|read the full|read full article|read the rest of
      read next|read also|also read|to be read also|further reading|related articles|related article|related stories
      related story|related news|related content|related posts|related topics|related links|related documents
      related coverage|related video|recommended for you|you may also like|you might also like|you may like
      you might like|more like this|more from the author|more by this author|more stories from|more on this story
      more on this topic|more news from|most read|most viewed|most popular|most clicked|most commented|most shared
      trending now|editors' picks|editor's picks|editor's pick|editors' pick|don't miss|photo credit|image credit
      photo courtesy|image courtesy|file photo|getty images|shutterstock|image source|picture credit|photo by|photos by
      photograph by|illustration by|video by|additional reporting by|reporting and editing by|reporting by|editing by
      writing by|compiled by|with inputs from|with input from|with agency inputs|our standards|trust principles
      sponsored content|paid content|sponsored post|promoted content|story continues below|article continues
      continues below|continue below|back to top|top of page|back to home|back to front|return to top|skip to content
      skip to main|jump to|you are visitor|visitor number|visitors to this site|best viewed with
      comments to the webmaster|webmaster|last modified|minute read|min read|minutes read|read time|reading time
      free articles left|free letters left|articles remaining|already a subscriber|already a member|become a member
      become a subscriber|become a patron|support our work|support our journalism|support independent|donate now
      make a donation|get unlimited access|unlock this|to unlock|subscribers only|for subscribers|ad-free|adblock
      ad blocker|app store|google play|download pdf|download the pdf|download as|save as pdf|view as pdf
      add to favourites|add to favorites|bookmark this|save this article|save for later|listen to this article|rss feed
      all comments|no comments|report a problem|report an error|report a typo|spotted an error|spot a mistake
      seen a mistake|something wrong on this page|is something wrong|was this page useful|was this article
      was this helpful|rate this|send us your|tell us what you|tell us your|write to the editor|letters to the editor
      contact the author|contact the newsroom|contact us|about the author|republish this|cite this|copy link|link copied
      get the latest|breaking news alerts|news alerts|push notifications|turn on notifications|enable notifications
      enable javascript|loading comments|load more|show more|see more stories|view all stories|view gallery
      photo gallery|in pictures|sms alerts|for sms|by sms|on your phone|on your blackberry|agree with the|desk copy
      not for re-sale|not for resale|correct at time of printing|with credit|translation unofficial|you have reached
      you've reached|create a free account|create an account|register for free|register now|start your free|free trial
      cancel anytime|unsubscribe|earlier version of this|previous version of this|original version of this
      version of this article|version of this story|appears in print|appeared in print|published in print
      contributed to this report|contributed to this story|contributed to this article|contributed reporting
      with files from|with reporting from|with reporting by|with material from|with additional reporting
      has been updated with|has been updated to|was updated at|was updated on|was updated to|story has been updated
      article has been updated|post has been updated|page has been updated|originally published|originally appeared
      first appeared in|first appeared on|republished with|republished from|reprinted from|reprinted with
      under a creative commons|creative commons licence|creative commons license|cc by|cc-by|for immediate release
      media contact|press contact|media enquiries|media inquiries|press enquiries|for further information, please
      for more information, please|for more information contact|for further information contact
      for more information visit|notes to editors|note to editors|check back for|breaking news story|developing story
      got a tip|got a news tip|got a story|have a story|have a tip|news tip|contact our reporter|reach him at
      reach her at|reach them at|can be reached at|follow him on|follow her on|follow them on|is a senior fellow
      is a research fellow|is a visiting fellow|is a freelance|is a contributing|are their own|author's own|writer's own
      authors' own|authors alone|author alone|consider a donation|small donation|consider donating|consider supporting
      chip in|chipping in|nonprofit newsroom|non-profit newsroom|funded by readers|reader-funded|support us from
      become a supporter|per month after|introductory period|introductory offer|digital access|digital subscription
      day trial|cancel any time|sell my personal|personal information|privacy settings|privacy choices|your consent
      storing of cookies|external providers|third-party content|view this post|could not be loaded|video player
      audio player|media player|is loading|auto-refresh|key events|newest first|oldest first|newsletter promotion
      skip past|enlarge this image|enlarge image|toggle caption|hide caption|swipe to|scroll to|scroll down
      download image|get the data|embed this|created with|map data|chart by|graphic by|map by|charts by|file picture
      file image|top photo|cover photo|featured image|feature image|main image|lead image|lead picture|header image
      suggest a correction|make a correction|request a correction|order a print|purchase this issue|buy this issue
      discuss this article|discuss this story|our forum|our forums|around the web|from our partners|from our sponsors
      from the web|partner content|top stories|latest stories|story highlights|in this article|in this story
      on this page|ads by|affiliate link|affiliate links|we may earn|paid for by|sponsored by|brought to you by|captcha
      adsbygoogle|external links|external sites|general purposes only|investment advice|registered charity|issn
      what do you think|in the comments|comment below|comments below|let us know|see full coverage|full coverage
      continued from page|continued on page|read the original|view original|rush deadline|weekend quiz|news quiz
      quiz of the day|how well do you know|mini crossword|join us on|join our|tell your friends|your browser|your device
      preferred source|share your thoughts|share your views|give us feedback|give feedback|our reporters|our journalists
      our readers|our website|this website|this site|our site|our homepage|back issues|hit enter|press enter
      opens in a new|open in new|new window|new tab|print edition|digital edition|e-paper|today's paper|subscriber-only
      members only|for members|premium content|limited-time offer|special offer|no install|play now|watch now|listen now
      watch live|listen live|stream live|watch the video|listen to the|watch the full|hear the full|transcript of this
      transcripts are|full transcript|podcast episode|latest episode|new episodes|wherever you get your podcasts
      recommended stories|recommended articles|recommended reading|recommended videos|similar stories|similar articles
      other stories|other articles|featured stories|featured articles|popular articles|popular stories|latest articles
      related videos|related reading|suggested reading|suggested articles
      """
    ),
    (
      .opening,
      """
      read more|keep reading|read:|read :|photo|photos|photograph|photographs|picture desk|foto|image|images
      illustration|cartoon|infographic|graphic|video|watch|gallery|subscribe|tags|topics|filed under|posted in
      categories|more in|more on|also in this|also on this|also today|also this|elsewhere on|elsewhere in|next up
      up next|see also|see too|source link|share|shares|shared|tweet|retweet|e-mail to a friend|send to friend
      send to a friend|tip us off|fax us|reader offer|reader offers|receive our|get our|printer friendly|permalink
      trackback|comments|comment|your comment|by staff|staff writer|staff reporter|our correspondent|latest from
      previous article|previous story|next article|next story|other wires|next week in|this article first
      this story first|this article is|this post|original article|syndicated|win a|you have|did you like|did you enjoy
      enjoyed this|liked this|missing a|hungry for|want more|want to|got a tip|have a tip|know more|more escapes
      more notes|translated by|translated from|translation by|special to|special for|guest post|from our correspondent
      from our own|from our archive|from our archives|distributed by|text size|font size|available in|also available
      read this in|read in|h/t|hat tip|via:|picture by|pictures by|image by|images by|graphic by|words by|text by
      story by|story and photo|edited by|produced by|compiled from|with agencies|agencies|staff and agencies
      wire reports|from wire|commentary //|opinion //|by our|explore more|discover more|learn more|find out more
      see more|show more|view more|view all|see all|show all|browse all|all stories|live updates|jump to|skip to|go to
      return to|highlight text|add to|save this|gift this|give this|send this|report this|flag this|rate|copy link
      open in app|get app|main menu|site menu|sections|section menu|do not sell|manage consent|manage cookies|reject all
      accept all
      """
    ),
    (
      .heading,
      """
      more|also|related|recommended|read|see|read more|most|elsewhere|previously|next|previous|popular|trending
      don't miss|in case you missed it|icymi|photo|photos|picture|pictures|image|images|illustration|credit|video|audio
      podcast|tags|tag|topics|topic|keywords|filed|posted|share|save|print|listen|watch|gallery|editor's note|publisher
      archive|archives|sponsored|partner content|contact|newsroom|source|sources|via|correction|corrections
      clarification|clarifications|translation|category|categories|banner|media contact|press contact|disclaimer
      disclosure|update|updated|quiz|poll|cover|credits|caption|copyright|latest|advertisement|advert|follow|byline
      author|authors|text|words|filed under|quick links|tagged|hashtags|rating|file|lead picture|lead photo|explore
      discover|live|watch now|newsletter|newsletters|up next|sign up|subscribe|read next|read also
      """
    ),
    (
      .request,
      """
      subscribe|sign|signup|join|register|receive|get|enter|leave|log|login|download|follow|like|tell|send|share|tap
      click|print|tweet|bookmark|support|donate|manage|accept|allow|rate|vote|view|watch|hear|listen|see|read|write
      e-mail|email|fax|text|win|become|buy|order|try|install|open|visit|check|explore|discover|browse|add|save|forward
      report|create|we|never|don't|you|help|give|stay|keep|want|love|enjoyed|liked|did|this|our|your|please|to
      """
    ),
    (
      .thing,
      """
      newsletter|newsletters|e-newsletter|bulletin by|inbox|mailing|alerts|notifications|sms|whatsapp|facebook|fb
      twitter|instagram|telegram channel|youtube|linkedin|reddit|pinterest|tiktok|flipboard|rss|podcast|podcasts|app
      apps|cookie|cookies|subscribers|subscriber|subscription|subscriptions|guestbook|comment|comments|page|site|website
      web site|gallery|homepage|home page|e-mail address|email address|paywall|account|feedback|wallpaper|editor|hashtag
      channel|channels|browser|javascript|readers|friends|friend|e-mail|email|by e-mail|by email|ad|ads|advertising|free
      long reads|password|unlimited|offer|digest|briefing by|this story|this article|our stories|our reporting
      journalism|our work
      """
    ),
    (
      .button,
      """
      share|tweet|print|email|e-mail|facebook|fb|twitter|tw|x|whatsapp|telegram|linkedin|reddit|pinterest|instagram|copy
      copy link|comments|comment|save|like|more|home|world|sport|sports|business|politics|opinion|culture|science
      weather|news|video|puzzles|obituaries|crossword|horoscope|forum|gallery|archive|archives|menu|search|login|log in
      sign in|subscribe|settings|ok|accept|decline|yes|no|manage|close|next|previous|back|top|help|about|contact|privacy
      terms|cookies|advertise|jobs|careers|rss|feedback|listen|watch|photos|pictures|print without pictures
      send to friend|what's new|search this server|top of page|front page|travel|tv|radio|shop|events|newsletters
      sitemap|download|advertisement|advert|ad|ads|sponsored|promoted|loading|loading...|live|donate|about us|contact us
      terms of use|expand|collapse|sections|embed|enlarge|mute|fullscreen|captions|play|pause|replay|skip|get app
      open app|story continues|ends|more news|latest news|breaking news|latest|popular|trending|podcast|podcasts
      copyright|follow|following|explore|discover|read later|listen later|add comment|reply|replies|likes|report|flag
      edit|delete|user|account|my account|profile|logout|log out|language|english|disclaimer|imprint|masthead|staff
      corrections|ethics|faq|faqs|accessibility|cookie policy|do not sell|site map|subscribe now|gift|gift article
      bookmark|zoom|view|views|opinions|editorial|editorials|letters|cartoons|lifestyle|entertainment|money|markets|tech
      technology|education|health|environment|local|national|international|region|regions|europe|africa|asia|americas
      middle east|arts|books|film|music|food|weather forecast|classifieds|notices|marketplace|property|motoring|cars
      games|quiz|quizzes|puzzle|sudoku|columnists|features|blogs|live blog|magazine|series|topics|tags|authors
      """
    ),
    (
      .notice,
      """
      correction|corrections|clarification|editor's note|editors' note|editor's notes|note to readers
      note to our readers|disclaimer|disclosure|disclosure statement|update|updated|affiliate links|publisher's note
      note from the editor|a note from|a note to|photo|photos|image|picture|top photo|cover photo|featured image
      main image|credit|caption|source|sources|about the author|about the authors|about the writer|copyright|tags
      keywords|related|read more|see also|read also|media contact|contact|acknowledgement|acknowledgements
      acknowledgments|erratum|errata
      """
    ),
    (
      .dated,
      """
      published|first published|updated|last updated|last modified|modified|posted|posted on|posted at|posted by|created
      uploaded|filed|date|originally published|release date|released|updated on|updated at|published on|published at
      issued|issued on|submitted by|submitted on|printed on|printed from|retrieved|accessed|online since|as of
      """
    ),
    (
      .count,
      """
      comments|comment|shares|share|replies|reply|views|view|likes|like|votes|vote|responses|reactions|retweets
      followers|ratings|reads
      """
    ),
  ]

  static let all: [(kind: Kind, phrase: [UInt8])] = lists.flatMap { list in
    list.phrases.split { $0 == "|" || $0 == "\n" }.map { (list.kind, Array($0.utf8)) }
  }
}
