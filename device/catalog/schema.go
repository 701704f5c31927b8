package catalog

// The format of configuration files, version 4, as far as it matters here. What has no
// rule is ignored.

// rule tells what a value must be.
type rule struct {
	name string // of the member that it is for
	kind kind
	must bool    // it may not be left out or null
	lo   int     // elements at least, of a list; for an object see anObject
	hi   int64   // elements at most, of a list; the greatest number
	of   []*rule // members of an object; what each element of a list or map must be, all of it
}

// kind is the kind of a value.
type kind uint8

const (
	aText kind = iota
	aUUID
	aNumber // from 0 to hi
	aFlag
	aVersion
	aDirection  // [0, n] or [-n, n]
	aRange      // [0, n]
	aLimit      // [m, n] from 0 on
	aPair       // [m, n]
	aCommand    // of an input
	sameAs      // all the rules in of
	aList       // from lo to hi elements, to any number if hi is 0
	featureList // a list of features with different indexes
	anObject    // if lo is not 0, one of its first lo members must be there
	protocolMap // maps by name; those that are not supported are left out
	busMap      // an object with one member, whose name tells the kind of connection; rules for btle and websocket
	serviceMap  // maps by UUID
	endpointMap // maps by name of an endpoint
	outputMap   // maps by type; the first rule is for levels, the second for positions
	inputMap    // maps by type
)

var versionRule = rule{name: "version", kind: anObject, must: true, of: []*rule{
	{name: "major", kind: aVersion, must: true},
}}

var baseRule = rule{kind: anObject, of: []*rule{
	&versionRule,
	{name: "protocols", kind: protocolMap, of: []*rule{&baseProtocolRule}},
}}

var userRule = rule{kind: anObject, of: []*rule{
	&versionRule,
	{name: "user_configs", kind: anObject, of: []*rule{
		{name: "protocols", kind: protocolMap, of: []*rule{&userProtocolRule}},
		{name: "devices", kind: aList}, // each is checked for itself
	}},
}}

var (
	communicationRule  = rule{name: "communication", kind: aList, of: []*rule{{kind: busMap, of: []*rule{&btleRule, &websocketRule}}}}
	defaultsRule       = rule{name: "defaults", kind: sameAs, of: []*rule{&definitionRule}}
	configurationsRule = rule{name: "configurations", kind: aList, of: []*rule{
		{kind: anObject, of: []*rule{{name: "identifier", kind: aList, must: true, lo: 1, of: []*rule{{kind: aText}}}}},
		&definitionRule,
	}}
	baseProtocolRule = rule{kind: anObject, of: []*rule{&communicationRule, &configurationsRule, &defaultsRule}}
	userProtocolRule = rule{kind: anObject, of: []*rule{&communicationRule, &configurationsRule}}
)

var btleRule = rule{kind: anObject, lo: 3, of: []*rule{
	{name: "names", kind: aList, of: []*rule{{kind: aText}}},
	{name: "manufacturer_data", kind: aList, of: []*rule{{kind: anObject, of: []*rule{
		{name: "company", kind: aNumber, must: true, hi: 0xFFFF},
		{name: "data", kind: aList, of: []*rule{{kind: aNumber, hi: 0xFF}}},
	}}}},
	{name: "advertised_services", kind: aList, of: []*rule{{kind: aUUID}}},
	{name: "services", kind: serviceMap, of: []*rule{{kind: endpointMap, of: []*rule{{kind: aUUID}}}}},
}}

// websocketRule is for devices that connect by WebSocket and tell what they are called.
var websocketRule = rule{kind: anObject, of: []*rule{{name: "name", kind: aText, must: true}}}

var definitionRule = rule{kind: anObject, of: []*rule{
	{name: "id", kind: aUUID, must: true},
	{name: "name", kind: aText, must: true},
	{name: "protocol_variant", kind: aText},
	{name: "message_gap_ms", kind: aNumber, hi: maxGap},
	{name: "features", kind: featureList, hi: maxFeatures, of: []*rule{{kind: anObject, of: []*rule{
		{name: "index", kind: aNumber, must: true, hi: 1<<32 - 1},
		{name: "id", kind: aUUID, must: true},
		{name: "description", kind: aText},
		{name: "output", kind: outputMap, of: []*rule{
			{kind: anObject, of: []*rule{
				{name: "value", kind: aDirection, must: true},
				{name: "disabled", kind: aFlag},
			}},
			{kind: anObject, of: []*rule{
				{name: "value", kind: aRange, must: true},
				{name: "disabled", kind: aFlag},
				{name: "reverse_position", kind: aFlag},
				{name: "duration", kind: aRange},
			}},
		}},
		{name: "input", kind: inputMap, of: []*rule{{kind: anObject, of: []*rule{
			{name: "value", kind: aList, must: true, lo: 1, hi: 8, of: []*rule{{kind: aPair}}},
			{name: "command", kind: aList, must: true, of: []*rule{{kind: aCommand}}},
		}}}},
	}}}},
}}

// deviceRule is for an element of user_configs.devices.
var deviceRule = rule{kind: anObject, of: []*rule{
	{name: "identifier", kind: anObject, must: true, of: []*rule{
		{name: "protocol", kind: aText, must: true},
		{name: "address", kind: aText, must: true},
		{name: "identifier", kind: aText},
	}},
	{name: "config", kind: anObject, must: true, of: []*rule{
		{name: "id", kind: aUUID, must: true},
		{name: "base_id", kind: aUUID, must: true},
		{name: "features", kind: aList, must: true, of: []*rule{{kind: anObject, of: []*rule{
			{name: "id", kind: aUUID, must: true},
			{name: "base_id", kind: aUUID, must: true},
			{name: "output", kind: outputMap, of: []*rule{
				{kind: anObject, of: []*rule{
					{name: "value", kind: aLimit},
					{name: "disabled", kind: aFlag},
				}},
				{kind: anObject, of: []*rule{
					{name: "value", kind: aLimit},
					{name: "disabled", kind: aFlag},
					{name: "reverse", kind: aFlag},
					{name: "duration", kind: aLimit},
				}},
			}},
		}}}},
		{name: "user_config", kind: anObject, must: true, of: []*rule{
			{name: "index", kind: aNumber, must: true, hi: 1<<32 - 1},
			{name: "allow", kind: aFlag},
			{name: "deny", kind: aFlag},
			{name: "display_name", kind: aText},
			{name: "message_gap_ms", kind: aNumber, hi: maxGap},
		}},
	}},
}}
