//! The list of the words of the interface: one line for each.

/// Declares the words: name, key in the table `[form]`, and what they are for.
macro_rules! words {
    ($($(#[$doc:meta])+ $word:ident = $key:literal,)+) => {
        /// A word, sentence or template of the interface.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Word {
            $($(#[$doc])+ $word,)+
        }

        /// The keys of all words, in the order of [`Word`]: what the table `[form]` has to contain.
        pub const FORM_WORDS: &[&str] = &[$($key),+];
    };
}

words! {
    /// Names of the twelve months, separated by commas.
    Months = "months",
    /// A moment: `{date}`, `{time}` in western Indonesia.
    Moment = "moment",
    /// Yes.
    Yes = "yes",
    /// No.
    No = "no",
    /// May be left empty.
    Optional = "optional",
    /// May not be left out.
    Required = "required",
    /// How a day is written where the browser knows no date fields.
    DayFormat = "day_format",

    /// Heading of the questions.
    Check = "check",
    /// What they are for.
    CheckIntroduction = "check_introduction",
    /// Heading of what the answers lead to.
    Outcome = "outcome",
    /// A verdict, as all the following up to the explanations.
    Eligible = "eligible",
    /// It cannot be made.
    NotEligible = "not_eligible",
    /// It cannot be made yet.
    NotYet = "not_yet",
    /// The office has to say.
    AskOffice = "ask_office",
    /// Answers are missing.
    NeedsAnswers = "needs_answers",
    /// What a verdict means, in a sentence or two.
    EligibleMeans = "eligible_means",
    /// As above.
    NotEligibleMeans = "not_eligible_means",
    /// As above.
    NotYetMeans = "not_yet_means",
    /// As above.
    AskOfficeMeans = "ask_office_means",
    /// As above.
    NeedsAnswersMeans = "needs_answers_means",
    /// Heading of the reasons.
    Reasons = "reasons",
    /// In front of a reason that changes no verdict.
    Note = "note",
    /// When it will be possible: `{date}`.
    PossibleFrom = "possible_from",
    /// Name of the list of answers that led to a reason.
    Because = "because",
    /// Name of a list of sources.
    Sources = "sources",
    /// The place in a source: `{article}`.
    Article = "article",
    /// What kind of source it is.
    Official = "official",
    /// As above.
    Secondary = "secondary",
    /// As above.
    Uncertain = "uncertain",
    /// No source of a reason is official.
    Unofficial = "unofficial",
    /// Heading of the answers in which no reason against was found.
    LookedAt = "looked_at",
    /// Heading of the questions that still matter.
    Unanswered = "unanswered",
    /// Heading of the changes that would change the verdict.
    Flips = "flips",
    /// One of them: `{question}`, `{answer}` instead of `{given}`, `{verdict}`.
    Flip = "flip",
    /// The link from the verdict in the bar to its reasons.
    SeeWhy = "see_why",
    /// The same, to the questions that are not answered.
    SeeWhich = "see_which",

    /// Heading of the fees.
    Fees = "fees",
    /// The day of their amounts: `{date}`.
    FeesDay = "fees_day",
    /// `{amount}` for each day.
    FeePerDay = "fee_per_day",
    /// Between the amounts of sources that disagree.
    FeeOr = "fee_or",
    /// What is said of these `{amounts}`.
    FeeDisagree = "fee_disagree",
    /// Instead of an amount that was not found.
    FeeUnknown = "fee_unknown",

    /// Heading of the deadlines.
    Deadlines = "deadlines",
    /// Instead of a day that counts from one that is not known yet.
    DayNotKnown = "day_not_known",
    /// Instead of a day in a year without known holidays: `{year}`.
    MissingYear = "missing_year",
    /// The day of a deadline has passed.
    DeadlinePassed = "deadline_passed",
    /// How a deadline is counted.
    CountsCalendarDays = "counts_calendar_days",
    /// As above.
    CountsWorkingDays = "counts_working_days",

    /// The button that saves the deadlines for a calendar.
    Calendar = "calendar",

    /// Heading: the form is filled in in another tab.
    Elsewhere = "elsewhere",
    /// What to do about it.
    ElsewhereMeans = "elsewhere_means",
    /// The button that fills it in here.
    TakeOver = "take_over",
    /// The rest of the form has not arrived.
    RestWaits = "rest_waits",

    /// Heading of the details. The words before it are those of the first part of the form.
    Details = "details",
    /// Who reads them: `{office}`.
    DetailsIntroduction = "details_introduction",

    /// How many members a group has: `{group}`, `{count}`, and how many it may have: `{least}`, `{most}`.
    Members = "members",
    /// The button that adds a `{member}`: *Guest 3*.
    AddMember = "add_member",
    /// The button that removes a `{member}`.
    RemoveMember = "remove_member",
    /// In the place of an option while none is chosen.
    ChooseOne = "choose_one",

    /// Heading of the documents.
    Documents = "documents",
    /// Limits of all files together: `{size}`, `{count}`.
    TotalLimit = "total_limit",
    /// Limits of one document: `{types}`, `{size}`, `{count}`.
    Limits = "limits",
    /// How large a picture has to be: `{pixels}`.
    PixelLimit = "pixel_limit",
    /// Files were chosen for a document that is not asked for any more.
    NotAsked = "not_asked",
    /// Name of the list of files chosen for a document.
    ChosenFiles = "chosen_files",
    /// The button that chooses files while there is none.
    ChooseFile = "choose_file",
    /// The same, once there is one.
    ChooseAnother = "choose_another",
    /// A file is being read.
    Looking = "looking",
    /// It can be sent.
    FileRight = "file_right",
    /// A smaller one is being made.
    Fitting = "fitting",
    /// A smaller one has been made.
    Offered = "offered",
    /// What to do about it, where the file was too large: `{limit}`.
    OfferSmaller = "offer_smaller",
    /// The same, where it was of a type that is not taken.
    OfferJpeg = "offer_jpeg",
    /// The file as it was chosen: `{size}`.
    Before = "before",
    /// The smaller one: `{size}`.
    After = "after",
    /// The button that shows both larger.
    Zoom = "zoom",
    /// The button that shows both as before.
    ZoomBack = "zoom_back",
    /// The button that puts the smaller one in its place.
    Accept = "accept",
    /// The browser has no room for a file.
    NotKept = "not_kept",
    /// Why no smaller one could be made, as the following ones.
    CannotDecode = "cannot_decode",
    /// The browser cannot.
    CannotDraw = "cannot_draw",
    /// It would not be legible.
    CannotShrink = "cannot_shrink",
    /// It is a PDF that is not made of pictures.
    CannotRepack = "cannot_repack",
    /// The button that opens a file in a tab of its own; its name follows.
    Open = "open",
    /// The button that makes one PDF of pictures.
    Join = "join",
    /// What that is good for: `{limit}`.
    JoinMeans = "join_means",
    /// What to do with a PDF that was made here.
    LookAtPages = "look_at_pages",
    /// Name of the list of pages.
    Pages = "pages",
    /// A page: `{number}`, `{name}`.
    Page = "page",
    /// The button that moves a page up; its name follows.
    MoveUp = "move_up",
    /// The button that makes pictures of a PDF again.
    Split = "split",
    /// How much of a limit a file needs: `{size}`, `{limit}`.
    UsesOf = "uses_of",
    /// What becomes of photos.
    Cleaned = "cleaned",
    /// The part of the form that looks at documents has not arrived.
    WorkerWaits = "worker_waits",
    /// It cannot.
    FileWrong = "file_wrong",
    /// The button that chooses another file in place of one; its name follows.
    Replace = "replace",
    /// The button that takes a file out.
    Remove = "remove",
    /// The same, by the file's `{name}`.
    RemoveFile = "remove_file",
    /// All files together: `{count}`, `{size}`, `{limit}`.
    Total = "total",
    /// How long sending will take: `{time}`, at `{speed}` a second.
    TotalTime = "total_time",
    /// A length of time: `{count}`.
    Seconds = "seconds",
    /// As above.
    Minutes = "minutes",
    /// As above.
    Hours = "hours",

    /// Heading of the last section.
    Review = "review",
    /// Who will receive it: `{office}`.
    SendIntroduction = "send_introduction",
    /// The package is encrypted: `{office}` has the key.
    SendSealed = "send_sealed",
    /// It is not.
    SendReadable = "send_readable",
    /// The button that sends.
    Send = "send",
    /// Heading of what is missing.
    Missing = "missing",
    /// An answer is: `{question}`.
    MissingAnswer = "missing_answer",
    /// The verdict does not allow it.
    MissingEligibility = "missing_eligibility",
    /// A file is still being read: `{name}`.
    MissingLook = "missing_look",
    /// A smaller one is still being made: `{name}`.
    MissingFit = "missing_fit",
    /// Nobody has looked at the smaller one: `{name}`.
    MissingAccept = "missing_accept",
    /// Heading of the endpoint's problems.
    Refused = "refused",
    /// What to do about them.
    RefusedMeans = "refused_means",
    /// What the form keeps in the browser: `{days}`.
    DraftKept = "draft_kept",
    /// It cannot keep anything.
    DraftNotKept = "draft_not_kept",
    /// Until when it is kept: `{date}`.
    KeptUntil = "kept_until",
    /// The button that saves the package as a file.
    SavePackage = "save_package",
    /// What that is good for.
    SavePackageMeans = "save_package_means",
    /// The button that forgets everything.
    DeleteEverything = "delete_everything",

    /// What is asked before that.
    DeleteConfirm = "delete_confirm",

    /// A stage of sending, as the following ones.
    Preparing = "preparing",
    /// Bytes are on their way.
    Uploading = "uploading",
    /// The next attempt comes in `{seconds}`.
    Waiting = "waiting",
    /// The endpoint looks at the package.
    Checking = "checking",
    /// Sending waits for the applicant.
    Paused = "paused",
    /// The button that makes it wait.
    Pause = "pause",
    /// The button that makes it go on.
    Resume = "resume",
    /// How long it will still take: `{time}`, at `{speed}` a second.
    TimeLeft = "time_left",
    /// Name of the list of files on their way.
    Queue = "queue",
    /// A file has arrived.
    HasArrived = "has_arrived",
    /// It is being sent.
    OnItsWay = "on_its_way",
    /// It comes later.
    ComesLater = "comes_later",
    /// A file cannot be read any more.
    HaltUnreadable = "halt_unreadable",
    /// The worker has failed.
    HaltWorker = "halt_worker",
    /// What may be done meanwhile.
    SendingMeans = "sending_means",
    /// Name of the bar.
    Progress = "progress",
    /// How much: `{sent}`, `{total}`, `{percent}`.
    Amount = "amount",
    /// The same, as it is announced: `{percent}`.
    Percent = "percent",
    /// The button that ends the waiting.
    TryNow = "try_now",
    /// The button that leads back to the form.
    Stop = "stop",
    /// An answer came that this form does not know: `{status}`. The next attempt comes in `{seconds}`.
    UnknownAnswer = "unknown_answer",
    /// Nothing takes applications where they are sent to: `{status}`.
    NoEndpoint = "no_endpoint",

    /// Heading of the receipt.
    Receipt = "receipt",
    /// It is of an application that was sent before the last change.
    ReceiptEarlier = "receipt_earlier",
    /// Its service.
    ReceiptService = "receipt_service",
    /// Who received it.
    ReceiptOffice = "receipt_office",
    /// When.
    ReceivedAt = "received_at",
    /// SHA-256 of the package.
    Digest = "digest",
    /// What to do with it.
    ReceiptMeans = "receipt_means",
    /// The package was encrypted, and `{office}` has yet to open it.
    ReceiptSealed = "receipt_sealed",
    /// What was sent.
    SentDocuments = "sent_documents",
    /// One document of that: `{document}`, `{count}` files, `{size}`.
    SentDocument = "sent_document",
    /// The link to where the application stands.
    Status = "status",
    /// The button that begins another application.
    StartAnother = "start_another",
    /// What becomes of the answers and of the receipt then.
    StartAnotherMeans = "start_another_means",
    /// Heading of the receipts that are kept in this browser.
    Receipts = "receipts",
    /// For how long: `{days}`.
    ReceiptsMean = "receipts_mean",
    /// The button that prints it.
    Print = "print",
    /// The button that saves it as a text.
    SaveText = "save_text",
    /// The button that saves it as data.
    SaveData = "save_data",
    /// Heading of the report of a failure.
    Report = "report",
    /// What it is good for.
    ReportMeans = "report_means",
    /// Heading of the cause.
    ReportCause = "report_cause",
    /// The connection was lost `{count}` times.
    CauseLost = "cause_lost",
    /// An answer came with this `{status}`.
    CauseAnswered = "cause_answered",
    /// Nothing has failed so far.
    CauseNone = "cause_none",
    /// Heading of what was to be sent.
    ReportPackage = "report_package",
    /// Whether the package is encrypted.
    ReportSealed = "report_sealed",
    /// How much has arrived.
    ReportArrived = "report_arrived",
    /// Heading of what happened.
    ReportHappened = "report_happened",
    /// Something that happened, as the following ones.
    Begun = "begun",
    /// The connection was lost.
    Lost = "lost",
    /// An answer with this `{status}`.
    Answered = "answered",
    /// The upload began anew.
    Anew = "anew",
    /// It could not go on.
    Ended = "ended",
    /// One of them: `{what}`, `{size}` arrived by then.
    ReportLine = "report_line",
    /// The box that puts the name into the report.
    NameInReport = "name_in_report",
    /// Heading of the immigration offices.
    ReportOffice = "report_office",
    /// Label of the list of provinces.
    ChooseProvince = "choose_province",
    /// What the list is worth: `{date}`.
    OfficesUnofficial = "offices_unofficial",
    /// It could not be loaded.
    NoOffices = "no_offices",
    /// An office: `{name}`, `{city}`.
    OfficeName = "office_name",
    /// The button that saves the report.
    SaveReport = "save_report",
}
