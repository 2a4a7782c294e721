package event

import "github.com/shopspring/decimal"

// Decimal is the value of a bigdecimal column: exact decimal arithmetic.
type Decimal = decimal.Decimal
