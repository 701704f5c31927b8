package protocol

import (
	"bytes"
	"context"
	"math/rand/v2"
	"strings"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/ascii"
	"github.com/gobuttplug/gobuttplug/internal/smallcrypto"
)

// Fluffer and Vibio have three families of toys whose packets are encrypted with AES-128-ECB, each with one key
// for all its toys, and that want a challenge answered with SHA-256 when connected.
var Fluffer = []Spec{
	// A level that turns the other way round has 100 added.
	{
		Name:   "fluffer",
		Needs:  device.Needs{{device.Tx, device.Rx}},
		Start:  flufferStart,
		Packet: AES{flufferKey, Bytes{0x82, 0x0F, 0x05, 0, Backward(100).Of(0), Backward(100).Of(1), 0, 0}},
	},

	{
		Name:   "vibcrafter",
		Needs:  device.Needs{{device.Tx, device.Rx}},
		Start:  func(ctx context.Context, c *Conversation) error { return signIn(ctx, c, vibCrafterKey, 6) },
		Packet: AES{vibCrafterKey, twoMotors},
	},

	{
		Name:   "vibio",
		Needs:  device.Needs{{device.Tx, device.Rx}},
		Start:  func(ctx context.Context, c *Conversation) error { return signIn(ctx, c, vibioKey, 8) },
		Packet: AES{vibioKey, twoMotors},
	},
}

const (
	flufferKey    = "jdk#Flu%y6fer32f"
	vibCrafterKey = "jdk#Cra%f5Vib28r"
	vibioKey      = "jdk#vib%y5fir21a"
)

var twoMotors = Join{Text("MtInt:"), Bytes{TwoDigits.Of(0), TwoDigits.Of(1), ';'}}

func flufferStart(ctx context.Context, c *Conversation) error {
	cipher := aesOf(c.State, flufferKey)
	if err := c.Subscribe(ctx, device.Rx); err != nil {
		return err
	}
	// Without the advertisement, which a browser often hides, there is nothing to
	// answer with, and the toy is used as it is.
	adv, _ := c.State.Adv.Company(flufferCompany)
	if len(adv) == 0 {
		return nil
	}
	nonce := []byte{byte(rand.Uint32()), byte(rand.Uint32()), byte(rand.Uint32()), byte(rand.Uint32())}
	if err := c.Write(ctx, device.Tx, cipher.EncryptECB(flufferChallenge(adv, nonce))); err != nil {
		return err
	}
	n, err := c.Next(ctx, handshakeReply)
	if err != nil {
		return err
	}
	if plain, err := cipher.DecryptECB(n.Data); err != nil || !bytes.Equal(plain, []byte{0xA5, 0x01, 0x01, 0x00}) {
		return ErrUnexpectedReply
	}
	return c.Write(ctx, device.Tx, cipher.EncryptECB([]byte{0x82, 0x0E, 0x02, 0x00, 0x01}))
}

// signIn begins with a random text of n letters; the toy then has a text hashed, or is content.
func signIn(ctx context.Context, c *Conversation, key string, n int) error {
	cipher := aesOf(c.State, key)
	if err := c.Subscribe(ctx, device.Rx); err != nil {
		return err
	}
	answer := randomLetters(n)
	for range 8 { // a toy that keeps asking is not answered for ever
		if err := c.Write(ctx, device.Tx, cipher.EncryptECB(text("Auth:"+answer+";"))); err != nil {
			return err
		}
		n, err := c.Next(ctx, handshakeReply)
		if err != nil {
			return err
		}
		plain, err := cipher.DecryptECB(n.Data)
		if err != nil {
			return ErrUnexpectedReply
		}
		if string(plain) == "OK;" {
			return nil
		}
		challenge, ok := vibCrafterChallenge(string(plain))
		if !ok {
			return ErrUnexpectedReply
		}
		digest := smallcrypto.SHA256(text(challenge))
		answer = string(ascii.AppendHex(nil, digest[:2]))
	}
	return ErrUnexpectedReply
}

// flufferCompany is the company id in the toys' advertisements.
const flufferCompany = 0x684A

// flufferChallenge proves that we saw the toy's advertisement.
func flufferChallenge(adv, nonce []byte) []byte {
	key := adv[0] ^ byte(flufferCompany>>8)
	seen := []byte{}
	for _, b := range adv[1:min(len(adv), 5)] {
		if b != 0 && b != key {
			b ^= key
		}
		seen = append(seen, b)
	}
	digest := smallcrypto.SHA256(append(append([]byte{}, nonce...), seen...))
	return append(append([]byte{0xA5, 0x01, 0x08}, nonce...), digest[:4]...)
}

// vibCrafterChallenge takes the challenge out of "1a2B:Zz9Yx8;".
func vibCrafterChallenge(reply string) (string, bool) {
	head, rest, _ := strings.Cut(reply, ":")
	challenge, ok := strings.CutSuffix(rest, ";")
	return challenge, ok && len(head) == 4 && isAlphanumeric(head) && isAlphanumeric(challenge)
}

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

func randomLetters(n int) string {
	s := make([]byte, n)
	for i := range s {
		s[i] = letters[rand.IntN(len(letters))]
	}
	return string(s)
}
