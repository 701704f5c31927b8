package server

// Why a cell of the fault matrix has no outcome of its own.
const (
	nothingYet   = "can't occur: nothing is connected while the chooser is open"
	noHandshake  = "can't occur: this toy has no handshake"
	nothingAsked = "can't occur: this toy is neither written to nor read while it is idle"
	nobodyWaits  = "can't occur: this toy has no input that can be subscribed to, so nobody waits for what it sends"
	noBrowser    = "can't occur: this toy is not reached through the browser, which alone gives something back"
	inBrowser    = "goes on: what the browser gives back for it is not looked at"
)

// excuse tells why a cell can't occur, or is tested in the browser alone; "" if it must be tested here.
func excuse(k *toyKind, s step, f fault) string {
	lasts := f == fails || f == noAnswer || f == garbage || f == late
	switch {
	case s == chooser && f == disconnects:
		return nothingYet
	case (s == handshakeWrites || s == handshakeReplies) && !k.handshake:
		return noHandshake
	case s == idles && lasts && !k.repeats:
		return nothingAsked
	case s == notifies && (f == noAnswer || f == late) && !k.reading:
		return nobodyWaits
	case f == garbage && (s == connects || s == handshakeWrites || s == outputs || s == stops || s == subscribes || s == idles):
		if k == &simulatedKind {
			return noBrowser
		}
		return inBrowser
	}
	return ""
}

// matrix is what is expected of each step and fault: of all toys, or of each kind.
var matrix = map[step]map[fault][]string{
	chooser: {
		fails:       {"refused: not allowed; disconnected; obeys after a new scan"},
		noAnswer:    {"refused: timeout; disconnected; obeys after a new scan"},
		disconnects: {nothingYet},
		garbage:     {"Ok; error: lacks a characteristic; disconnected; obeys after a new scan"},
		late:        {"Ok; added; still; obeys"},
		adapterOff:  {"refused: no adapter; disconnected; obeys after a new scan"},
		pageHidden:  {"Ok; added; still; obeys"},
		serverGone:  {"Ok; session ended; disconnected; obeys a new server"},
	},
	connects: {
		fails:       {"Ok; error: GATT error; disconnected; obeys after a new scan"},
		noAnswer:    {"Ok; error: timeout; disconnected; obeys after a new scan"},
		disconnects: {"Ok; error: disconnected; disconnected; obeys after a new scan"},
		garbage:     {noBrowser, inBrowser, inBrowser},
		late:        {"Ok; added; still; obeys"},
		adapterOff:  {"Ok; error: disconnected; disconnected; obeys after a new scan"},
		pageHidden:  {"Ok; added; still; obeys"},
		serverGone:  {"Ok; session ended; disconnected; obeys a new server"},
	},
	discovers: {
		fails:       {"Ok; error: GATT error; disconnected; obeys after a new scan"},
		noAnswer:    {"Ok; error: timeout; disconnected; obeys after a new scan"},
		disconnects: {"Ok; error: disconnected; disconnected; obeys after a new scan"},
		garbage:     {"Ok; error: lacks a characteristic; disconnected; obeys after a new scan"},
		late:        {"Ok; added; still; obeys"},
		adapterOff:  {"Ok; error: disconnected; disconnected; obeys after a new scan"},
		pageHidden:  {"Ok; added; still; obeys"},
		serverGone:  {"Ok; session ended; disconnected; obeys a new server"},
	},
	handshakeWrites: {
		fails: {
			noHandshake,
			"Ok; error: GATT error; disconnected; obeys after a new scan",
			"Ok; error: GATT error; disconnected; obeys after a new scan",
		},
		noAnswer: {
			noHandshake,
			"Ok; error: timeout; disconnected; obeys after a new scan",
			"Ok; error: timeout; disconnected; obeys after a new scan",
		},
		disconnects: {
			noHandshake,
			"Ok; error: disconnected; disconnected; obeys after a new scan",
			"Ok; error: disconnected; disconnected; obeys after a new scan",
		},
		garbage: {noHandshake, inBrowser, inBrowser},
		late:    {noHandshake, "Ok; added; still; obeys", "Ok; added; still; obeys"},
		adapterOff: {
			noHandshake,
			"Ok; error: disconnected; disconnected; obeys after a new scan",
			"Ok; error: disconnected; disconnected; obeys after a new scan",
		},
		pageHidden: {noHandshake, "Ok; added; still; obeys", "Ok; added; still; obeys"},
		serverGone: {
			noHandshake,
			"Ok; session ended; disconnected; obeys a new server",
			"Ok; session ended; disconnected; obeys a new server",
		},
	},
	handshakeReplies: {
		fails: {
			noHandshake,
			"Ok; added; still; obeys",
			"Ok; error: unexpected answer; disconnected; obeys after a new scan",
		},
		noAnswer: {noHandshake, "Ok; added; still; obeys", "Ok; error: timeout; disconnected; obeys after a new scan"},
		disconnects: {
			noHandshake,
			"Ok; error: disconnected; disconnected; obeys after a new scan",
			"Ok; error: disconnected; disconnected; obeys after a new scan",
		},
		garbage: {
			noHandshake,
			"Ok; added; still; obeys",
			"Ok; error: unexpected answer; disconnected; obeys after a new scan",
		},
		late: {noHandshake, "Ok; added; still; obeys", "Ok; added; still; obeys"},
		adapterOff: {
			noHandshake,
			"Ok; error: disconnected; disconnected; obeys after a new scan",
			"Ok; error: disconnected; disconnected; obeys after a new scan",
		},
		pageHidden: {noHandshake, "Ok; added; still; obeys", "Ok; added; still; obeys"},
		serverGone: {
			noHandshake,
			"Ok; session ended; disconnected; obeys a new server",
			"Ok; session ended; disconnected; obeys a new server",
		},
	},
	outputs: {
		fails:       {"Ok; 3 × (error: not responding, away, back); still; obeys"},
		noAnswer:    {"Ok; error: not responding, away, back; still; obeys"},
		disconnects: {"Ok; away, back; still; obeys"},
		garbage:     {noBrowser, inBrowser, inBrowser},
		late:        {"Ok; runs; obeys"},
		adapterOff:  {"Ok, refused: reconnecting; away, back; still; obeys"},
		pageHidden:  {"Ok, refused: page hidden; still; obeys"},
		serverGone:  {"Ok, refused: not connected; removed, session ended; disconnected; obeys a new server"},
	},
	stops: {
		fails: {
			"Ok; 3 × (error: not responding, away, back), error: not responding, removed; disconnected; obeys after a new scan",
		},
		noAnswer:    {"Ok; 2 × (error: not responding, away, back); still; obeys"},
		disconnects: {"Ok; away, back; still; obeys"},
		garbage:     {noBrowser, inBrowser, inBrowser},
		late:        {"Ok; still; obeys"},
		adapterOff:  {"Ok; away, back; still; obeys"},
		pageHidden:  {"Ok; still; obeys"},
		serverGone:  {"Ok; removed, session ended; disconnected; obeys a new server"},
	},
	reads: {
		fails: {"refused: GATT error; runs; obeys"},
		noAnswer: {
			"refused: timeout; away, back; still; obeys",
			"refused: disconnected; away, back; still; obeys",
			"refused: disconnected; away, back; still; obeys",
		},
		disconnects: {"refused: disconnected; away, back; still; obeys"},
		garbage: {
			"refused: unexpected answer; runs; obeys",
			"refused: timeout; runs; obeys",
			"refused: empty answer; runs; obeys",
		},
		late:       {"Ok; runs; obeys"},
		adapterOff: {"refused: disconnected; away, back; still; obeys"},
		pageHidden: {"Ok; still; obeys"},
		serverGone: {"refused: closed; removed, session ended; disconnected; obeys a new server"},
	},
	subscribes: {
		fails: {
			"refused: GATT error; runs; obeys",
			"Ok; error: GATT error; disconnected; obeys after a new scan",
			"Ok; error: GATT error; disconnected; obeys after a new scan",
		},
		noAnswer: {
			"refused: disconnected; away, back; still; obeys",
			"Ok; error: timeout; disconnected; obeys after a new scan",
			"Ok; error: timeout; disconnected; obeys after a new scan",
		},
		disconnects: {
			"refused: disconnected; away, back; still; obeys",
			"Ok; error: disconnected; disconnected; obeys after a new scan",
			"Ok; error: disconnected; disconnected; obeys after a new scan",
		},
		garbage: {noBrowser, inBrowser, inBrowser},
		late:    {"Ok; runs; obeys", "Ok; added; still; obeys", "Ok; added; still; obeys"},
		adapterOff: {
			"refused: disconnected; away, back; still; obeys",
			"Ok; error: disconnected; disconnected; obeys after a new scan",
			"Ok; error: disconnected; disconnected; obeys after a new scan",
		},
		pageHidden: {"Ok; still; obeys", "Ok; added; still; obeys", "Ok; added; still; obeys"},
		serverGone: {
			"refused: closed; removed, session ended; disconnected; obeys a new server",
			"Ok; session ended; disconnected; obeys a new server",
			"Ok; session ended; disconnected; obeys a new server",
		},
	},
	notifies: {
		fails:    {"nothing; runs; obeys"},
		noAnswer: {"nothing; runs; obeys", nobodyWaits, nobodyWaits},
		disconnects: {
			"away, back, reading 101, reading 102; still; obeys",
			"away, back; still; obeys",
			"away, back; still; obeys",
		},
		garbage:    {"nothing; runs; obeys"},
		late:       {"reading 100, reading 101, reading 102; runs; obeys", nobodyWaits, nobodyWaits},
		adapterOff: {"away, back; still; obeys"},
		pageHidden: {
			"reading 100, reading 101, reading 102; still; obeys",
			"nothing; still; obeys",
			"nothing; still; obeys",
		},
		serverGone: {"removed, session ended; disconnected; obeys a new server"},
	},
	idles: {
		fails: {
			nothingAsked,
			nothingAsked,
			"3 × (error: not responding, away, back), error: not responding, removed; disconnected; obeys after a new scan",
		},
		noAnswer: {
			nothingAsked,
			nothingAsked,
			"2 × (error: not responding, away, back); still; obeys",
		},
		disconnects: {"away, back; still; obeys"},
		garbage:     {nothingAsked, nothingAsked, inBrowser},
		late:        {nothingAsked, nothingAsked, "nothing; runs; obeys"},
		adapterOff:  {"away, back; still; obeys"},
		pageHidden:  {"nothing; still; obeys"},
		serverGone:  {"removed, session ended; disconnected; obeys a new server"},
	},
	reconnects: {
		fails:       {"away, back; still; obeys"},
		noAnswer:    {"away, back; still; obeys"},
		disconnects: {"away, back; still; obeys"},
		garbage:     {"away, error: given up, removed; disconnected; obeys after a new scan"},
		late:        {"away, back; still; obeys"},
		adapterOff:  {"away, back; still; obeys"},
		pageHidden:  {"away, back; still; obeys"},
		serverGone:  {"away, removed, session ended; disconnected; obeys a new server"},
	},
}

// browserTests are the tests of the same fault where it is made by the browser: with a fake
// navigator.bluetooth (webbluetooth) or by Chromium with an emulated adapter (e2e).
var browserTests = map[step]map[fault][]string{
	chooser: {
		fails:      {"webbluetooth TestScanRefused", "e2e TestChooser/without a click"},
		noAnswer:   {"webbluetooth TestScanStartsAfterTheGrace"},
		garbage:    {"webbluetooth TestScanSurvivesGarbage"},
		adapterOff: {"webbluetooth TestScanRefused/no adapter", "e2e TestChooser/without an adapter"},
		pageHidden: {"webbluetooth TestChooserClosedIsNoError"},
		serverGone: {"webbluetooth TestScanIsCancelled"},
	},
	connects: {
		fails:       {"webbluetooth TestConnectFails/out of reach", "e2e TestToysThatDoNotFit/connection refused"},
		noAnswer:    {"webbluetooth TestConnectTimeout"},
		disconnects: {"webbluetooth TestConnectionIsLostAtOnce"},
		garbage:     {"webbluetooth TestWhatTheBrowserGivesBackIsNotLookedAt/connect"},
		late:        {"webbluetooth TestLateConnectionIsLeftToTheNextOne"},
		serverGone:  {"webbluetooth TestConnectIsCancelled"},
	},
	discovers: {
		fails:       {"webbluetooth TestConnectFails/getPrimaryServices throws"},
		noAnswer:    {"webbluetooth TestConnectTimeout/services"},
		disconnects: {"webbluetooth TestConnectFails/gone while looking for services"},
		garbage:     {"webbluetooth TestConnectFails/services are garbage", "e2e TestToysThatDoNotFit/services missing"},
		late:        {"webbluetooth TestServicesThatComeLate", "e2e TestSecondServiceComesLate"},
	},
	handshakeWrites: {
		garbage: {"webbluetooth TestWhatTheBrowserGivesBackIsNotLookedAt/write"},
	},
	handshakeReplies: {
		noAnswer: {"e2e TestToysThatDoNotFit/no answer: the name tells the model"},
		garbage:  {"e2e TestToysThatDoNotFit/garbage"},
	},
	outputs: {
		fails:       {"webbluetooth TestOperationErrors", "e2e TestToyThatRefusesEverythingLeaves"},
		noAnswer:    {"webbluetooth TestHungToyIsDisconnected", "e2e TestToyHangs"},
		disconnects: {"webbluetooth TestDisconnectDuringAWrite"},
		garbage:     {"webbluetooth TestWhatTheBrowserGivesBackIsNotLookedAt/write"},
		pageHidden:  {"e2e TestLeavingStopsTheToy/while a write hangs", "e2e TestFrozenPage"},
	},
	stops: {
		fails:   {"e2e TestToyThatDoesNotStopIsDisconnected"},
		garbage: {"webbluetooth TestWhatTheBrowserGivesBackIsNotLookedAt/write"},
	},
	reads: {
		noAnswer:    {"webbluetooth TestHungToyIsDisconnectedThoughNobodyWaits"},
		disconnects: {"e2e TestToyVanishesWhileItIsWrittenTo"},
		garbage:     {"webbluetooth TestRead", "e2e TestToysThatDoNotFit/garbage"},
	},
	subscribes: {
		fails:    {"webbluetooth TestSubscribeFails"},
		noAnswer: {"webbluetooth TestSubscribeIsGivenUp"},
		garbage:  {"webbluetooth TestWhatTheBrowserGivesBackIsNotLookedAt/start"},
	},
	notifies: {
		disconnects: {"webbluetooth TestNotifyMayEndTheLink"},
		garbage:     {"webbluetooth TestNotifications"},
	},
	idles: {
		disconnects: {"webbluetooth TestLossIsNoticedWithoutTheEvent", "e2e TestToyGoesOutOfRangeAndComesBack"},
		garbage:     {"webbluetooth TestWhatTheBrowserGivesBackIsNotLookedAt/write"},
		adapterOff:  {"e2e TestAdapterIsSwitchedOff"},
		pageHidden:  {"e2e TestHiddenPageKeepsItsPace", "e2e TestFrozenPage", "e2e TestPageThatIsKeptForTheWayBack"},
		serverGone:  {"e2e TestModuleThatCrashes"},
	},
	reconnects: {
		fails:      {"e2e TestToyGoesOutOfRangeAndComesBack"},
		noAnswer:   {"webbluetooth TestAToyIsConnectedAgainAfterATryThatHung", "e2e TestToyIsFetchedBackAfterAConnectionThatHung"},
		garbage:    {"webbluetooth TestAToyThatComesBackWithOtherServices"},
		adapterOff: {"e2e TestAdapterIsSwitchedOff"},
		serverGone: {"e2e TestServerIsRestarted"},
	},
}

// badInput is what the matrix has no cell for.
var badInput = []struct {
	what  string
	tests []string
}{
	{"has 2,000 services", []string{"webbluetooth TestToyWithThousandsOfServices", "e2e TestToyOfThousandsOfServices"}},
	{"notifies 10,000 times a second", []string{"server TestFloodOfReadings", "webbluetooth TestFloodOfNotifications", "e2e TestFloodOfNotifications"}},
	{"answers what another toy was asked", []string{"server TestAToyThatAnswersForAnother"}},
	{"comes back with other services", []string{
		"server TestTriesThatMakeNoSense", "server TestAToyThatComesBackWithoutItsBattery", "webbluetooth TestAToyThatComesBackWithOtherServices"}},
	{"comes back as another model under the same id", []string{"server TestAToyThatComesBackAsAnother", "server TestAnotherModelComesBackAtTheSameAddress"}},
}
