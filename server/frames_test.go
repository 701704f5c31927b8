package server

import (
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/message"
)

// frameClient is a client of a FrameSession.
type frameClient struct {
	session *FrameSession

	mu     sync.Mutex
	frames []string
}

func (b *bench) frames() *frameClient {
	c := &frameClient{}
	c.session = b.srv.OpenFrames(func(frame []byte) {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.frames = append(c.frames, string(frame))
	})
	return c
}

// say sends a frame and returns what came since the last call, the texts of errors left out.
func (c *frameClient) say(frame string) []string {
	c.session.Handle([]byte(frame))
	return c.take()
}

func (c *frameClient) take() []string {
	synctest.Wait()
	c.mu.Lock()
	defer c.mu.Unlock()
	got := []string{}
	for _, frame := range c.frames {
		if before, rest, isError := strings.Cut(frame, `"ErrorMessage":"`); isError {
			_, after, _ := strings.Cut(rest, `","ErrorCode"`)
			frame = before + `"ErrorCode"` + after
		}
		got = append(got, frame)
	}
	c.frames = nil
	return got
}

func (c *frameClient) ended() bool {
	select {
	case <-c.session.Done():
		return true
	default:
		return false
	}
}

func errorFrame(id, code string) string {
	return `[{"Error":{"Id":` + id + `,"ErrorCode":` + code + `}}]`
}

func TestHandshakeOfEveryVersion(t *testing.T) {
	v4 := `[{"ServerInfo":{"Id":1,"ServerName":"S","MaxPingTime":0,"ProtocolVersionMajor":4,"ProtocolVersionMinor":0}}]`
	for _, tt := range []struct {
		name, fields string // of RequestServerInfo
		want         string
		ended        bool
	}{
		{"version 0", `"Id":1,"ClientName":"c"`,
			`[{"ServerInfo":{"Id":1,"ServerName":"S","MajorVersion":0,"MinorVersion":0,"BuildVersion":0,"MessageVersion":0,"MaxPingTime":0}}]`, false},
		{"version 0 with a number", `"Id":1,"ClientName":"c","MessageVersion":0`,
			`[{"ServerInfo":{"Id":1,"ServerName":"S","MajorVersion":0,"MinorVersion":0,"BuildVersion":0,"MessageVersion":0,"MaxPingTime":0}}]`, false},
		{"version 1", `"Id":1,"ClientName":"c","MessageVersion":1`,
			`[{"ServerInfo":{"Id":1,"ServerName":"S","MajorVersion":0,"MinorVersion":0,"BuildVersion":0,"MessageVersion":1,"MaxPingTime":0}}]`, false},
		{"version 2", `"Id":1,"ClientName":"c","MessageVersion":2`, `[{"ServerInfo":{"Id":1,"ServerName":"S","MessageVersion":2,"MaxPingTime":0}}]`, false},
		{"version 3", `"Id":1,"ClientName":"c","MessageVersion":3`, `[{"ServerInfo":{"Id":1,"ServerName":"S","MessageVersion":3,"MaxPingTime":0}}]`, false},
		{"version 4", `"Id":1,"ClientName":"c","ProtocolVersionMajor":4,"ProtocolVersionMinor":0`, v4, false},
		{"newer minor", `"Id":1,"ClientName":"c","ProtocolVersionMajor":4,"ProtocolVersionMinor":9`, v4, false},
		{"no minor", `"Id":1,"ClientName":"c","ProtocolVersionMajor":4`, v4, false},
		{"both ways", `"Id":1,"ClientName":"c","MessageVersion":2,"ProtocolVersionMajor":4`, v4, false},
		{"null for absent", `"Id":1,"ClientName":"c","MessageVersion":2,"ProtocolVersionMajor":null`, `[{"ServerInfo":{"Id":1,"ServerName":"S","MessageVersion":2,"MaxPingTime":0}}]`, false},
		{"unknown field", `"Id":1,"ClientName":"c","ProtocolVersionMajor":4,"Extra":{}`, v4, false},
		{"empty name", `"Id":1,"ClientName":"","ProtocolVersionMajor":4`, v4, false},
		{"newer major", `"Id":1,"ClientName":"c","ProtocolVersionMajor":5,"ProtocolVersionMinor":0`, errorFrame("1", "1"), true},
		{"newer MessageVersion", `"Id":1,"ClientName":"c","MessageVersion":5`, errorFrame("1", "1"), true},
		{"version 4 as MessageVersion", `"Id":1,"ClientName":"c","MessageVersion":4`, errorFrame("1", "1"), true},
		{"old version as major", `"Id":1,"ClientName":"c","ProtocolVersionMajor":3`, `[{"ServerInfo":{"Id":1,"ServerName":"S","MessageVersion":3,"MaxPingTime":0}}]`, false},
		{"negative version", `"Id":1,"ClientName":"c","MessageVersion":-1`, errorFrame("1", "3"), false},
		{"fractional version", `"Id":1,"ClientName":"c","MessageVersion":1.5`, errorFrame("1", "3"), false},
		{"textual version", `"Id":1,"ClientName":"c","ProtocolVersionMajor":"4"`, errorFrame("1", "3"), false},
		{"no name", `"Id":1,"MessageVersion":1`, errorFrame("1", "3"), false},
		{"null name", `"Id":1,"ClientName":null,"MessageVersion":1`, errorFrame("1", "3"), false},
		{"no Id", `"ClientName":"c","MessageVersion":1`, errorFrame("0", "3"), false},
		{"Id 0", `"Id":0,"ClientName":"c","MessageVersion":1`, errorFrame("0", "3"), false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			inBubble(t, Options{Name: "S"}, nil, func(t *testing.T, b *bench) {
				c := b.frames()
				assert.Equal(t, []string{tt.want}, c.say(`[{"RequestServerInfo":{`+tt.fields+`}}]`))
				assert.Equal(t, tt.ended, c.ended())
				if strings.Contains(tt.want, `"ErrorCode":3`) {
					assert.Len(t, c.say(`[{"RequestServerInfo":{"Id":2,"ClientName":"c"}}]`), 1)
					assert.False(t, c.ended(), "the handshake may be tried again")
				}
			})
		})
	}
}

func TestServerInfoTellsThePingTime(t *testing.T) {
	for hello, want := range map[string]string{
		`"Id":9,"ClientName":"c"`:                          `"MessageVersion":0,"MaxPingTime":1500}}]`,
		`"Id":9,"ClientName":"c","MessageVersion":1`:       `"MessageVersion":1,"MaxPingTime":1500}}]`,
		`"Id":9,"ClientName":"c","MessageVersion":2`:       `"MessageVersion":2,"MaxPingTime":1500}}]`,
		`"Id":9,"ClientName":"c","MessageVersion":3`:       `"MessageVersion":3,"MaxPingTime":1500}}]`,
		`"Id":9,"ClientName":"c","ProtocolVersionMajor":4`: `"MaxPingTime":1500,"ProtocolVersionMajor":4,"ProtocolVersionMinor":0}}]`,
	} {
		inBubble(t, Options{MaxPingTime: 1500*time.Millisecond + time.Microsecond}, nil, func(t *testing.T, b *bench) {
			c := b.frames()
			got := c.say(`[{"RequestServerInfo":{` + hello + `}}]`)
			require.Len(t, got, 1)
			assert.Contains(t, got[0], `[{"ServerInfo":{"Id":9,"ServerName":"",`)
			assert.Contains(t, got[0], want)
			time.Sleep(1500 * time.Millisecond)
			assert.Equal(t, []string{errorFrame("0", "2")}, c.take(), "in every version")
			assert.True(t, c.ended())
		})
	}
}

const (
	helloV4 = `[{"RequestServerInfo":{"Id":1,"ClientName":"c","ProtocolVersionMajor":4,"ProtocolVersionMinor":0}}]`
	helloV3 = `[{"RequestServerInfo":{"Id":1,"ClientName":"c","MessageVersion":3}}]`
)

func TestMalformedInput(t *testing.T) {
	for _, tt := range []struct{ name, frame, want string }{
		{"not JSON", `[{"Ping"`, errorFrame("0", "3")},
		{"empty frame", ``, errorFrame("0", "3")},
		{"binary", "\x00\xff", errorFrame("0", "3")},
		{"root is an object", `{"Ping":{"Id":5}}`, errorFrame("0", "3")},
		{"empty array", `[]`, errorFrame("0", "3")},
		{"unknown name", `[{"Bogus":{"Id":5}}]`, errorFrame("5", "3")},
		{"Id is missing", `[{"Ping":{}}]`, errorFrame("0", "3")},
		{"Id is text", `[{"Ping":{"Id":"5"}}]`, errorFrame("0", "3")},
		{"Id is negative", `[{"Ping":{"Id":-5}}]`, errorFrame("0", "3")},
		{"Id is too big", `[{"Ping":{"Id":4294967296}}]`, errorFrame("0", "3")},
		{"Id is 0", `[{"Ping":{"Id":0}}]`, errorFrame("0", "3")},
		{"field is missing", `[{"OutputCmd":{"Id":5,"DeviceIndex":0}}]`, errorFrame("5", "3")},
		{"field has another type", `[{"OutputCmd":{"Id":5,"DeviceIndex":"0","FeatureIndex":0,"Command":{"Vibrate":{"Value":1}}}}]`, errorFrame("5", "3")},
		{"message of another version", `[{"ScalarCmd":{"Id":5,"DeviceIndex":0,"Scalars":[{"Index":0,"Scalar":1,"ActuatorType":"Vibrate"}]}}]`, errorFrame("5", "3")},
		{"message of a server", `[{"Ok":{"Id":5}}]`, errorFrame("5", "3")},
		{"unknown field", `[{"Ping":{"Id":5,"Extra":[{}]}}]`, `[{"Ok":{"Id":5}}]`},
		{"deep nesting", `[` + strings.Repeat("[", 5000), errorFrame("0", "3")},
		{"largest Id", `[{"Ping":{"Id":4294967295}}]`, `[{"Ok":{"Id":4294967295}}]`},
		{"too large", `[{"Ping":{"Id":5,"Extra":"` + strings.Repeat("x", 1<<20) + `"}}]`, errorFrame("0", "3")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			inBubble(t, Options{}, nil, func(t *testing.T, b *bench) {
				c := b.frames()
				c.say(helloV4)
				assert.Equal(t, []string{tt.want}, c.say(tt.frame))
				assert.Equal(t, []string{`[{"Ok":{"Id":6}}]`}, c.say(`[{"Ping":{"Id":6}}]`), "the session goes on")
			})
		})
	}
}

// Whatever is wrong, the text is of whole sentences that tell what is wrong and with what.
func TestTextsOfErrors(t *testing.T) {
	const output, input = `"OutputCmd":{"Id":5,"DeviceIndex":0,"FeatureIndex":`, `"InputCmd":{"Id":5,"DeviceIndex":0,"FeatureIndex":`
	for _, tt := range []struct{ hello, frame, want string }{
		{"", `{}`, "The frame is an object; it must be an array of messages."},
		{"", `[{"Ping":{"Id":5}}]`, `A session begins with RequestServerInfo, not with "Ping".`},
		{"", `[{"RequestServerInfo":{"Id":5,"ClientName":"c","ProtocolVersionMajor":5}}]`,
			"The client speaks protocol version 5 and the server 4. Upgrade the server."},
		{"", `[{"RequestServerInfo":{"Id":5}}]`, "RequestServerInfo.ClientName is missing; it must be a string."},
		{helloV4, helloV4, "The handshake of this session has already happened. Open another connection for another session."},
		{helloV4, `[{"ping":{"Id":5}}]`, `"ping" is not a message that a client of protocol version 4 sends; these are RequestServerInfo, Ping, ` +
			`StartScanning, StopScanning, RequestDeviceList, OutputCmd, InputCmd, StopCmd and Disconnect.`},
		{helloV4, `[{"ScalarCmd":{"Id":5}}]`, "ScalarCmd belongs to protocol version 3; this session was opened with version 4."},
		{helloV4, `[{"Ok":{"Id":5}}]`, "Ok is a server's message; clients do not send it."},
		{helloV4, `[{"StopCmd":{"Id":5,"Inputs":"no"}}]`, `StopCmd.Inputs is "no"; it must be true or false.`},
		{helloV4, `[{"StopCmd":{"Id":5,"DeviceIndex":7}}]`, "There is no device 7. It may have disconnected; ask for the device list to see which there are."},
		{helloV4, `[{` + output + `0,"Command":{"Vibrate":{"Value":21}}}}]`, "Feature 0 of device 0 (Fake Toy): value 21 is outside the range 0 to 20 of this Vibrate output."},
		{helloV4, `[{` + output + `0,"Command":{"Vibrate":{"Value":[1,2]}}}}]`, "OutputCmd.Command.Vibrate.Value is an array; it must be a whole number from -2147483648 to 2147483647."},
		{helloV4, `[{` + output + `5,"Command":{"Led":{"Value":1}}}}]`, "Device 0 (Fake Toy) did not take the command: Fake Toy can't do Led with its feature 5."},
		{helloV4, `[{` + input + `6,"Type":"Battery","Command":"Subscribe"}}]`, "The Battery input of feature 6 of device 0 (Fake Toy) can't do Subscribe. It can do Read."},
		{helloV4, `[{` + input + `7,"Type":"Pressure","Command":"Read"}}]`, "The Pressure input of feature 7 of device 0 (Fake Toy) can't do Read. It can do Subscribe, Unsubscribe."},
		{helloV3, `[{"Ping":{"Id":0}}]`, "Ping.Id is 0; it must be a whole number from 1 to 4294967295."},
		{helloV3, `[{"ping":{"Id":5}}]`, `There is no message "ping" in any protocol version. Upper and lower case matter.`},
		{helloV3, `[{"StopCmd":{"Id":5}}]`, "StopCmd belongs to protocol version 4; this session was opened with version 3."},
		{helloV3, `[{"VibrateCmd":{"Id":5,"DeviceIndex":0,"Speeds":[{"Index":0,"Speed":1.5}]}}]`, "VibrateCmd.Speeds.0.Speed is 1.5; it must be a number from 0 to 1."},
		{helloV3, `[{"VibrateCmd":{"Id":5,"DeviceIndex":0,"Speeds":[{"Index":2,"Speed":1}]}}]`,
			"There is no Index 2 of VibrateCmd for device 0 (Fake Toy), whose vibrators are counted from 0 to 1."},
		{helloV3, `[{"RawWriteCmd":{"Id":5}}]`, "RawWriteCmd is not supported: there is no raw access to devices, it would bypass the user's limits."},
	} {
		t.Run(tt.frame, func(t *testing.T) {
			inBubble(t, Options{}, []*fakeToy{newFakeToy("a")}, func(t *testing.T, b *bench) {
				b.scanned()
				var got *message.Error
				s := b.srv.OpenFrames(func(frame []byte) {
					for el, bad := range message.Elements(frame, message.Limits{}) {
						require.Nil(t, bad)
						if el.Name == "Error" {
							m, bad := message.DecodeServer(el, message.Limits{})
							require.Nil(t, bad)
							got = m.(*message.Error)
						}
					}
				})
				if tt.hello != "" {
					s.Handle([]byte(tt.hello))
				}
				s.Handle([]byte(tt.frame))
				require.NotNil(t, got)
				assert.Equal(t, tt.want, got.Text)
			})
		})
	}
}

func TestFramesInEachState(t *testing.T) {
	const ping = `[{"Ping":{"Id":7}}]`
	t.Run("before the handshake", func(t *testing.T) {
		inBubble(t, Options{}, nil, func(t *testing.T, b *bench) {
			c := b.frames()
			for _, frame := range []string{ping, `[{"StopAllDevices":{"Id":7}}]`, `[{"Bogus":{"Id":7}}]`, `[{"OutputCmd":{"Id":7}}]`} {
				assert.Equal(t, []string{errorFrame("7", "1")}, c.say(frame))
			}
			assert.Equal(t, []string{errorFrame("0", "3")}, c.say(`nonsense`))
			assert.Len(t, c.say(helloV3), 1)
		})
	})
	t.Run("a second handshake", func(t *testing.T) {
		inBubble(t, Options{}, nil, func(t *testing.T, b *bench) {
			c := b.frames()
			c.say(helloV3)
			assert.Equal(t, []string{errorFrame("1", "1")}, c.say(helloV4))
			assert.Equal(t, []string{errorFrame("5", "3")}, c.say(`[{"StopCmd":{"Id":5}}]`), "still version 3")
			assert.Equal(t, []string{`[{"Ok":{"Id":6}}]`}, c.say(`[{"StopAllDevices":{"Id":6}}]`))
		})
	})
	t.Run("pinged out", func(t *testing.T) {
		inBubble(t, Options{MaxPingTime: time.Second}, nil, func(t *testing.T, b *bench) {
			for _, hello := range []string{helloV3, helloV4} {
				c := b.frames()
				c.say(hello)
				time.Sleep(time.Second)
				assert.Equal(t, []string{errorFrame("0", "2")}, c.take())
				assert.True(t, c.ended())
				assert.Equal(t, []string{errorFrame("7", "2"), errorFrame("1", "2"), errorFrame("0", "2")}, append(append(c.say(ping), c.say(hello)...), c.say("[")...))
			}
		})
	})
	t.Run("disconnected", func(t *testing.T) {
		inBubble(t, Options{}, nil, func(t *testing.T, b *bench) {
			c := b.frames()
			c.say(helloV4)
			assert.Equal(t, []string{`[{"Ok":{"Id":8}}]`, errorFrame("7", "1")}, c.say(`[{"Disconnect":{"Id":8}},{"Ping":{"Id":7}}]`))
			assert.True(t, c.ended())
			c.session.Close()
		})
	})
}

func TestFrameWithSeveralMessages(t *testing.T) {
	inBubble(t, Options{}, []*fakeToy{newFakeToy("a")}, func(t *testing.T, b *bench) {
		b.scanned()
		c := b.frames()
		got := c.say(`[{"RequestServerInfo":{"Id":1,"ClientName":"c","ProtocolVersionMajor":4}},{"RequestDeviceList":{"Id":2}},` +
			`{"Bogus":{"Id":3}},7] [{"Ping":{"Id":4}}]`)
		require.Len(t, got, 5)
		assert.Contains(t, got[0], "ServerInfo")
		assert.Contains(t, got[1], `[{"DeviceList":{"Id":2,"Devices":{"0":{`)
		assert.Equal(t, []string{errorFrame("3", "3"), errorFrame("0", "3"), `[{"Ok":{"Id":4}}]`}, got[2:])
	})
}

func TestHandleFramesFromWithinSend(t *testing.T) {
	inBubble(t, Options{}, nil, func(t *testing.T, b *bench) {
		var got []string
		var s *FrameSession
		s = b.srv.OpenFrames(func(frame []byte) {
			if len(got) == 0 {
				s.Handle([]byte(`[{"Ping":{"Id":2}},{"RequestDeviceList":{"Id":3}}]`))
			}
			got = append(got, string(frame))
		})
		s.Handle([]byte(helloV3))
		assert.Equal(t, []string{`[{"ServerInfo":{"Id":1,"ServerName":"","MessageVersion":3,"MaxPingTime":0}}]`,
			`[{"Ok":{"Id":2}}]`, `[{"DeviceList":{"Id":3,"Devices":[]}}]`}, got)
	})
}

// An old client sees the device list, drives a toy, reads it and sees it go, all in the
// shapes of its version.
func TestOldClient(t *testing.T) {
	toy, later := newFakeToy("a"), newFakeToy("b")
	inBubble(t, Options{}, []*fakeToy{toy}, func(t *testing.T, b *bench) {
		b.scanned()
		c := b.frames()
		assert.Len(t, c.say(helloV3), 1, "devices that are there already are not announced")
		list := c.say(`[{"RequestDeviceList":{"Id":2}}]`)
		require.Len(t, list, 1)
		assert.Contains(t, list[0], `[{"DeviceList":{"Id":2,"Devices":[{"DeviceIndex":0,"DeviceName":"Fake Toy"`)

		assert.Equal(t, []string{`[{"Ok":{"Id":3}}]`}, c.say(
			`[{"ScalarCmd":{"Id":3,"DeviceIndex":0,"Scalars":[{"Index":2,"Scalar":1,"ActuatorType":"Vibrate"},{"Index":0,"Scalar":0.5,"ActuatorType":"Vibrate"}]}}]`))
		assert.Equal(t, []string{"0 Vibrate 10", "4 Vibrate 15"}, toy.took(), "one update, by feature")
		assert.Equal(t, []string{errorFrame("4", "4")}, c.say(
			`[{"ScalarCmd":{"Id":4,"DeviceIndex":0,"Scalars":[{"Index":0,"Scalar":1,"ActuatorType":"Vibrate"},{"Index":99,"Scalar":1,"ActuatorType":"Vibrate"}]}}]`))
		assert.Empty(t, toy.took())

		assert.Equal(t, []string{`[{"SensorReading":{"Id":5,"DeviceIndex":0,"SensorIndex":0,"SensorType":"Battery","Data":[77]}}]`},
			c.say(`[{"SensorReadCmd":{"Id":5,"DeviceIndex":0,"SensorIndex":0,"SensorType":"Battery"}}]`))

		b.scanner.toys = []*fakeToy{later}
		got := c.say(`[{"StartScanning":{"Id":6}}]`)
		require.Len(t, got, 3)
		assert.Equal(t, `[{"Ok":{"Id":6}}]`, got[0])
		assert.Contains(t, got[1], `[{"DeviceAdded":{"Id":0,"DeviceIndex":1,`)
		assert.Equal(t, `[{"ScanningFinished":{"Id":0}}]`, got[2])
		require.NoError(t, later.Close())
		assert.Equal(t, []string{`[{"DeviceRemoved":{"Id":0,"DeviceIndex":1}}]`}, c.take())

		assert.Equal(t, []string{`[{"Ok":{"Id":7}}]`}, c.say(`[{"StopDeviceCmd":{"Id":7,"DeviceIndex":0}}]`))
		assert.ElementsMatch(t, all, toy.took())
	})
}

func FuzzFrames(f *testing.F) {
	for _, seed := range []string{
		``, `[]`, `[{}]`, `[{"Ping":{"Id":1}}]`, helloV3 + helloV4,
		`[{"OutputCmd":{"Id":5,"DeviceIndex":0,"FeatureIndex":0,"Command":{"Vibrate":{"Value":1}}}}]`,
		`[{"OutputCmd":{"Id":5,"DeviceIndex":0,"FeatureIndex":3,"Command":{"HwPositionWithDuration":{"Value":1,"Duration":4294967295}}}}]`,
		`[{"InputCmd":{"Id":5,"DeviceIndex":0,"FeatureIndex":7,"Type":"Pressure","Command":"Subscribe"}}]`,
		`[{"StopCmd":{"Id":5,"DeviceIndex":0,"FeatureIndex":1,"Inputs":false}}]`, `[{"StartScanning":{"Id":6}},{"StopScanning":{"Id":7}}]`,
		`[{"ScalarCmd":{"Id":4,"DeviceIndex":0,"Scalars":[{"Index":0,"Scalar":1e308,"ActuatorType":"Vibrate"}]}}]`,
		`[{"LinearCmd":{"Id":4,"DeviceIndex":0,"Vectors":[{"Index":0,"Duration":1e99,"Position":0.4}]}}]`,
		`[{"Disconnect":{"Id":8}},{"Ping":{"Id":7}}]`, `[{"Test":{"Id":8,"TestString":"x"}},{"RequestLog":{"Id":9,"LogLevel":"Off"}}]`,
	} {
		f.Add(uint8(4), seed)
		f.Add(uint8(1), seed)
	}
	hellos := [...]string{``, `[{"RequestServerInfo":{"Id":1,"ClientName":"c"}}]`, `[{"RequestServerInfo":{"Id":1,"ClientName":"c","MessageVersion":1}}]`,
		`[{"RequestServerInfo":{"Id":1,"ClientName":"c","MessageVersion":2}}]`, helloV3, helloV4}
	f.Fuzz(func(t *testing.T, version uint8, frame string) {
		toy := newFakeToy("a")
		inBubble(t, Options{}, []*fakeToy{toy}, func(t *testing.T, b *bench) {
			b.scanned()
			c := b.frames()
			if hello := hellos[int(version)%len(hellos)]; hello != "" {
				c.say(hello)
			}
			c.session.Handle([]byte(frame))
			time.Sleep(time.Minute)
			for _, sent := range c.take() {
				for _, err := range message.Elements([]byte(sent), message.Limits{}) {
					require.Nil(t, err, "%s", sent)
				}
			}
			c.session.Close()
			synctest.Wait()
			require.True(t, c.ended())
		})
	})
}
