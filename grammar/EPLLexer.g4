// Tokens of EPL. Keywords are read in any case; names keep theirs.
//
// Words that mean something at a few places only (inherits, copyfrom, rollup, preallocate, ...)
// are plain names here and checked by the package. Most keywords may also be names: see the
// rules name and plainName in EPLParser.g4.
lexer grammar EPLLexer;

options { caseInsensitive = true; }

// Types given to tokens by the package after a look at their neighbours, so that one token is
// enough to decide everywhere: `and` before `when`.
tokens { AND_WHEN }

// Keywords that are names only inside back-ticks.
ALL : 'all';
AND : 'and';
ANY : 'any';
AS : 'as';
ASC : 'asc';
BETWEEN : 'between';
BY : 'by';
CASE : 'case';
CREATE : 'create';
DELETE : 'delete';
DESC : 'desc';
DISTINCT : 'distinct';
ELSE : 'else';
END : 'end';
EVERY_DISTINCT : 'every-distinct';
EVENT_PRECEDENCE : 'event-precedence';
FALSE : 'false';
FROM : 'from';
GROUP : 'group';
HAVING : 'having';
IN : 'in';
INNER : 'inner';
INSERT : 'insert';
INTO : 'into';
IRSTREAM : 'irstream';
IS : 'is';
ISTREAM : 'istream';
JOIN : 'join';
LIKE : 'like';
LIMIT : 'limit';
MATCH_RECOGNIZE : 'match_recognize';
PERMUTE : 'match_recognize_permute';
NEW : 'new';
NOT : 'not';
NULL : 'null';
ON : 'on';
OR : 'or';
ORDER : 'order';
OUTPUT : 'output';
REGEXP : 'regexp';
RETAIN_INTERSECTION : 'retain-intersection';
RETAIN_UNION : 'retain-union';
RSTREAM : 'rstream';
SELECT : 'select';
SET : 'set';
SOME : 'some';
TERMINATED : 'terminated';
THEN : 'then';
TRUE : 'true';
UPDATE : 'update';
WHEN : 'when';
WHERE : 'where';

// Functions with an argument that is no expression. Without a bracket behind them they are names.
CAST : 'cast';
EXISTS : 'exists';
INSTANCEOF : 'instanceof';
TYPEOF : 'typeof';

// Keywords that may be names of properties but not of event types, for lack of a way to tell.
EVERY : 'every';
METHOD : 'method';
PATTERN : 'pattern';
SQL : 'sql';
UNTIL : 'until';
WHILE : 'while';
AFTER : 'after';

// Keywords that may be names anywhere, but not aliases without `as`.
AT : 'at';
COALESCE : 'coalesce';
CONTEXT : 'context';
DATAFLOW : 'dataflow';
DEFINE : 'define';
ESCAPE : 'escape';
EVENTS : 'events';
EXPRESSION : 'expression';
FIRST : 'first';
FOR : 'for';
FULL : 'full';
IMPORT : 'import';
INDEX : 'index';
INITIATED : 'initiated';
INTERVAL : 'interval';
LAST : 'last';
LEFT : 'left';
MATCHED : 'matched';
MATCHES : 'matches';
MEASURES : 'measures';
MERGE : 'merge';
METADATASQL : 'metadatasql';
MODULE : 'module';
OFFSET : 'offset';
OUTER : 'outer';
PARTITION : 'partition';
RIGHT : 'right';
SCHEMA : 'schema';
SETS : 'sets';
SNAPSHOT : 'snapshot';
START : 'start';
TABLE : 'table';
UNIDIRECTIONAL : 'unidirectional';
USES : 'uses';
VALUES : 'values';
VARIABLE : 'variable';
WEEKDAY : 'weekday';
WINDOW : 'window';

// Units of time.
YEARS : 'years' | 'year';
MONTHS : 'months' | 'month';
WEEKS : 'weeks' | 'week';
DAYS : 'days' | 'day';
HOURS : 'hours' | 'hour';
MINUTES : 'minutes' | 'minute' | 'min';
SECONDS : 'seconds' | 'second' | 'sec';
MILLISECONDS : 'milliseconds' | 'millisecond' | 'msec';
MICROSECONDS : 'microseconds' | 'microsecond' | 'usec';

// Symbols.
ARROW : '->';
LAMBDA : '=>';
EQ : '=';
NE : '!=' | '<>';
LE : '<=';
GE : '>=';
LT : '<';
GT : '>';
CONCAT : '||';
BITOR : '|';
BITAND : '&';
BITXOR : '^';
PLUS : '+';
MINUS : '-';
STAR : '*';
SLASH : '/';
PERCENT : '%';
LPAREN : '(';
RPAREN : ')';
LBRACK : '[';
RBRACK : ']';
LCURLY : '{';
RCURLY : '}';
COMMA : ',';
COLON : ':';
SEMI : ';';
DOTSTAR : '.' [ \t\r\n]* '*';
DOT : '.';
QUESTION : '?';
HASH : '#';
ATSIGN : '@';

// Values. Escapes inside strings are checked by the package, which can say what is wrong.
LONG : DIGIT+ 'l';
INT : DIGIT+;
HEX : '0x' [0-9a-f]+ 'l'?;
FLOAT : DIGIT+ '.' DIGIT* EXPONENT? [fd]?
      | '.' DIGIT+ EXPONENT? [fd]?
      | DIGIT+ EXPONENT [fd]?
      | DIGIT+ [fd];
STRING : '\'' (~['\\\r\n] | '\\' ~[\r\n])* '\''
       | '"' (~["\\\r\n] | '\\' ~[\r\n])* '"';

// Names. A dot behind a backslash belongs to the name.
IDENT : NAME_START (NAME_PART | '\\.')*;
TICKED : '`' ~[`\r\n]+ '`';

// Dead input: no rule of the parser takes these, the package turns them into clear errors.
OPEN_STRING : '\'' (~['\\\r\n] | '\\' ~[\r\n])* '\\'?
            | '"' (~["\\\r\n] | '\\' ~[\r\n])* '\\'?;
OPEN_TICK : '`' ~[`\r\n]*;
OPEN_COMMENT : '/*' (~'*' | '*'+ ~[*/])* '*'*;

COMMENT : '/*' .*? '*/' -> channel(HIDDEN);
LINE_COMMENT : '//' ~[\r\n]* -> channel(HIDDEN);
SPACE : [ \t\r\n\f\uFEFF]+ -> skip;
UNKNOWN : .;

fragment DIGIT : [0-9];
fragment EXPONENT : 'e' [+-]? [0-9]+;
fragment NAME_START : [a-z_$\p{L}];
fragment NAME_PART : [a-z0-9_$\p{L}\p{N}\p{M}];
