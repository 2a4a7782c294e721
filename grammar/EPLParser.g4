// The syntax of EPL, our own arrangement of it. One token decides at nearly every branch: what
// can be told apart only later (a lambda's parameter from an expression, a direction from a
// plain argument, precedence of operators) is read by one flat rule and sorted out when the
// tree is built, where the message can also say what is wrong.
parser grammar EPLParser;

options { tokenVocab = EPLLexer; }

// ---- Entry points: one statement each, semicolons are cut before.

statementEnd : statement EOF ;
queryEnd : query EOF ;
expressionEnd : argument EOF ;
moduleEnd : (MODULE | USES | IMPORT) dotted DOTSTAR? EOF ;

statement
    : prelude
      ( selectStatement
      | onStatement
      | updateStream
      | createStatement
      )
    ;

query
    : prelude
      ( INSERT insertTail (VALUES tupleRow (COMMA tupleRow)* | selectBody)
      | selectBody
      | UPDATE target SET assignments whereClause?
      | DELETE FROM target whereClause?
      )
    ;

prelude : (annotation | expressionDecl)* (CONTEXT name)? ;

annotation : ATSIGN dotted (LPAREN (annotationArg (COMMA annotationArg)*)? RPAREN)? ;
annotationArg : annotationValue (EQ annotationValue)? ;
annotationValue
    : (MINUS | PLUS)? literal
    | STAR
    | annotation
    | LCURLY (annotationValue (COMMA annotationValue)*)? RCURLY
    | dotted
    ;

expressionDecl : EXPRESSION name (IDENT FOR)? LCURLY expression ((LAMBDA | ARROW) expression)? RCURLY ;

// ---- Select.

selectStatement : (INTO TABLE typeWord)? (INSERT insertTail)? selectBody ;

insertTail
    : streamSelector? INTO (EVENT_PRECEDENCE LPAREN expression RPAREN)? dotted
      (LPAREN nameList? RPAREN)?
    ;

streamSelector : ISTREAM | RSTREAM | IRSTREAM ;

selectBody
    : SELECT streamSelector? DISTINCT? selectItems
      (FROM fromList)?
      matchRecognize?
      whereClause?
      (GROUP BY groupItem (COMMA groupItem)*)?
      (HAVING condition)?
      outputClause?
      orderClause?
      limitClause?
      (FOR forItem (COMMA forItem)*)?
    ;

selectItems : selectItem (COMMA selectItem)* ;
selectItem : (STAR | expression) annotation? alias? ;

whereClause : WHERE condition ;
groupItem : expression (SETS LPAREN groupItem (COMMA groupItem)* RPAREN)? ;
orderClause : ORDER BY orderItem (COMMA orderItem)* ;
orderItem : expression (ASC | DESC)? ;
limitClause : LIMIT limitValue ((OFFSET | COMMA) limitValue)? ;
limitValue : signed | name | QUESTION (COLON name (COLON typeRef)?)? ;
forItem : name (LPAREN expressionList? RPAREN)? ;

alias : AS name | bareName ;
bareName : IDENT | TICKED ;

// ---- Sources.

fromList : fromItem (COMMA fromItem | joinKind fromItem (ON onPair (AND onPair)*)?)* ;
joinKind : ((LEFT | RIGHT | FULL) OUTER? | OUTER | INNER)? JOIN ;
onPair : chain EQ chain ;

fromItem : source view* alias? fromFlag* ;
view : HASH name callArgs? ;
fromFlag : UNIDIRECTIONAL | RETAIN_UNION | RETAIN_INTERSECTION ;

source
    : patternSource oldView*
    | METHOD COLON dotted (LPAREN expressionList? RPAREN)? annotation?
    | SQL COLON name LBRACK STRING (METADATASQL STRING)? RBRACK
    | typeDotted
      ( COLON name callArgs oldView*
      | filterArgs contained* oldView*
      | contained+ oldView*
      )?
    ;

oldView : DOT name COLON name callArgs ;
filterSource : typeDotted filterArgs? contained* ;
filterArgs : LPAREN expressionList? RPAREN ;
contained
    : LBRACK (SELECT selectItems FROM)? expression annotation? alias? whereClause? RBRACK
    ;

patternSource : PATTERN annotation* LBRACK pattern RBRACK ;
trigger : patternSource | filterSource ;

// ---- Patterns.

pattern : patternOr (patternArrow patternOr)* ;
patternArrow : ARROW | MINUS LBRACK expression RBRACK GT ;
patternOr : patternAnd (OR patternAnd)* ;
patternAnd : patternUntil (AND patternUntil)* ;
patternUntil : patternRange? patternPrefixed (UNTIL patternPrefixed)? ;
patternRange : LBRACK (expression (COLON expression?)? | COLON expression) RBRACK ;
patternPrefixed : patternPrefix* patternGuarded ;
patternPrefix : (EVERY | NOT | EVERY_DISTINCT callArgs) patternRange? ;
patternGuarded : patternAtom patternGuard* ;
patternGuard : WHERE name COLON name callArgs | WHILE LPAREN expression RPAREN ;
patternAtom
    : LPAREN pattern RPAREN
    | typeDotted
      ( COLON name callArgs
      | EQ filterSource annotation?
      | filterArgs? contained* annotation?
      )
    ;

// ---- Row patterns.

matchRecognize
    : MATCH_RECOGNIZE LPAREN
      (PARTITION BY expressionList)?
      MEASURES measure (COMMA measure)*
      (ALL MATCHES)?
      (AFTER skipWord+)?
      PATTERN LPAREN rowAlternation RPAREN
      (INTERVAL timePeriod (OR TERMINATED)?)?
      (DEFINE rowDefine (COMMA rowDefine)*)?
      RPAREN
    ;

measure : expression alias ;
skipWord : IDENT | LAST ;
rowAlternation : rowConcat (BITOR rowConcat)* ;
rowConcat : rowPart+ ;
rowPart
    : ( name
      | LPAREN rowAlternation RPAREN
      | PERMUTE LPAREN rowAlternation (COMMA rowAlternation)* RPAREN
      )
      rowQuantifier?
    ;
rowQuantifier
    : (STAR | PLUS | QUESTION) QUESTION?
    | LCURLY expression? (COMMA expression?)? RCURLY
    ;
rowDefine : name AS expression ;

// ---- Output rate.

outputClause
    : OUTPUT (AFTER periodOrEvents)?
      (ALL | FIRST | LAST | SNAPSHOT)?
      ( EVERY periodOrEvents
      | AT crontab
      | WHEN (outputTerminated | expression thenSet?)
      )?
      (AND_WHEN WHEN outputTerminated)?
    ;
outputTerminated : TERMINATED (AND expression)? thenSet? ;
thenSet : THEN SET assignments ;
periodOrEvents : periodAtom (EVENTS | unit periodPart*) ;

timePeriod : periodAtom unit periodPart* ;
periodPart : periodAtom unit ;
periodAtom
    : signed
    | bareName (DOT name)*
    | QUESTION (COLON name (COLON typeRef)?)?
    ;
unit
    : YEARS | MONTHS | WEEKS | DAYS | HOURS | MINUTES | SECONDS | MILLISECONDS | MICROSECONDS
    ;

crontab : LPAREN argument (COMMA argument)* RPAREN ;

// ---- On-statements.

onStatement : ON trigger alias? onAction ;
onAction
    : onSelect+ (OUTPUT (FIRST | ALL))?
    | UPDATE target SET assignments whereClause?
    | DELETE FROM target whereClause?
    | SET assignments
    | MERGE INTO? target (mergeInsert | whereClause? mergeCase+)
    ;
target : typeDotted alias? ;
onSelect
    : (INSERT insertTail)? SELECT (AND? DELETE)? streamSelector? DISTINCT? selectItems
      (FROM (target | contained+ alias?))?
      whereClause?
      (GROUP BY groupItem (COMMA groupItem)*)?
      (HAVING condition)?
      orderClause?
      limitClause?
    ;
mergeCase : WHEN NOT? MATCHED (AND expression)? (THEN mergeAction)+ ;
mergeAction
    : mergeInsert
    | UPDATE SET assignments whereClause?
    | DELETE whereClause?
    ;
mergeInsert
    : INSERT (INTO dotted)? (LPAREN nameList RPAREN)? SELECT selectItems whereClause?
    ;
assignments : assignment (COMMA assignment)* ;
assignment : chain (EQ expression)? ;

updateStream : UPDATE ISTREAM typeDotted alias? SET assignments whereClause? ;
tupleRow : LPAREN expressionList? RPAREN ;

// ---- Create. A word before the kind (variant, unique, constant, ...) is checked by the package.

createStatement
    : CREATE
      ( WINDOW createWindow
      | TABLE createTable
      | CONTEXT createContext
      | DATAFLOW createDataflow
      | expressionDecl
      | IDENT? (SCHEMA createSchema | INDEX createIndex | VARIABLE createVariable)
      )
    ;

createSchema
    : dotted (AS (schemaType (COMMA schemaType)* | columnList) | columnList)? schemaQualifier*
    ;
schemaType : STAR | dotted ;
schemaQualifier : IDENT dotted (COMMA dotted)* ;
columnList : LPAREN (column (COMMA column)*)? RPAREN ;
column : name (NULL | typeRef) ;

typeRef : dotted typeParams? typeDims* ;
typeParams : LT typeParam (COMMA typeParam)* GT ;
typeParam : QUESTION | dotted (LT dotted (COMMA dotted)* GT)? typeDims* ;
typeDims : LBRACK IDENT? RBRACK ;

createWindow
    : typeWord (HASH name callArgs? | oldView)* fromFlag*
      AS? (columnList | (SELECT selectItems FROM)? dotted)
      (INSERT whereClause?)?
    ;

createTable : typeWord AS? LPAREN tableColumn (COMMA tableColumn)* RPAREN ;
tableColumn : name dotted typeParams? (callArgs | typeDims+)? (IDENT IDENT)? annotation* ;

createIndex : name ON dotted LPAREN indexColumn (COMMA indexColumn)* RPAREN ;
indexColumn : expression (IDENT (LPAREN expressionList? RPAREN)?)? ;

createVariable : typeRef name (EQ expression)? ;

createDataflow : name AS? dataflowPart* ;
dataflowPart : CREATE IDENT? SCHEMA createSchema COMMA | dataflowOperator ;
dataflowOperator
    : annotation* (name | SELECT)
      (LPAREN (dataflowInput (COMMA dataflowInput)*)? RPAREN)?
      (ARROW dataflowOutput (COMMA dataflowOutput)*)?
      LCURLY (dataflowParam (COMMA dataflowParam?)*)? RCURLY
    ;
dataflowInput : (name | LPAREN nameList RPAREN) (AS name)? ;
dataflowOutput : name typeParams? ;
dataflowParam : (name | SELECT) (COLON | EQ) expression ;

// ---- Contexts.

createContext : name AS? (contextSpec | nestedContext (COMMA nestedContext)+) ;
nestedContext : CONTEXT name AS? contextSpec ;
contextSpec
    : START contextPoint (END contextPoint)?
    | INITIATED BY? (DISTINCT LPAREN expressionList? RPAREN)? contextPoint (AND contextPoint)?
      (TERMINATED BY? contextPoint)?
    | PARTITION BY? keyedItem (COMMA keyedItem)*
      (INITIATED BY? contextPoint (COMMA contextPoint)*)? (TERMINATED BY? contextPoint)?
    | categoryItem (COMMA categoryItem)* FROM filterSource
    | COALESCE BY? hashItem (COMMA hashItem)* IDENT signed IDENT?
    ;
contextPoint
    : ATSIGN name
    | AFTER timePeriod
    | patternSource annotation? alias?
    | crontab (COMMA crontab)* alias?
    | filterSource alias?
    ;
keyedItem : chain ((COMMA | AND) chain)* FROM filterSource alias? ;
categoryItem : GROUP BY? expression AS name ;
hashItem : chain FROM filterSource ;

// ---- Expressions. Only three levels: operators of one level are sorted by precedence when
// the tree is built.

expression : caseExpression | condition ;
expressionList : expression (COMMA expression)* ;

caseExpression : CASE expression? (WHEN expression THEN expression)+ (ELSE expression)? END ;

condition : predicate (logicalOp predicate)* ;
logicalOp : AND | OR | BITAND | BITOR | BITXOR ;
predicate : NOT? sum comparison* ;

comparison
    : (EQ | NE | LT | LE | GT | GE | IS NOT?) (sum | (ANY | SOME | ALL) LPAREN setItems RPAREN)
    | NOT? ( IN (LPAREN | LBRACK) setItems (RPAREN | RBRACK)
           | BETWEEN sum AND sum
           | LIKE sum (ESCAPE sum)?
           | REGEXP sum
           )
    ;
setItems : selectBody | (expression (COLON expression | (COMMA expression)*))? ;

sum : unary (sumOp unary)* ;
sumOp : PLUS | MINUS | STAR | SLASH | PERCENT | CONCAT ;
unary : (MINUS | PLUS)? primary ;

primary
    : literal
    | chain
    | LPAREN (selectBody | expressionList?) RPAREN chainTail*
    | LCURLY (curlyItem (COMMA curlyItem)*)? RCURLY chainTail*
    | QUESTION (COLON name (COLON typeRef)?)?
    | CAST LPAREN expression (COMMA | AS) typeRef (COMMA argument)* RPAREN chainTail*
    | EXISTS LPAREN (selectBody | expression) RPAREN
    | INSTANCEOF LPAREN expression (COMMA typeRef)+ RPAREN
    | TYPEOF LPAREN expression RPAREN
    | NEW newValue
    ;

curlyItem : expression (COLON expression)? ;

newValue
    : LCURLY structField (COMMA structField)* RCURLY
    | dotted ( LPAREN expressionList? RPAREN chainTail*
             | newDim+ (LCURLY (expression (COMMA expression)*)? RCURLY)? )
    ;
structField : name (DOT name)* (EQ expression)? ;
newDim : LBRACK expression? RBRACK ;

chain : name callArgs? chainTail* DOTSTAR? ;
chainTail : DOT name callArgs? | LBRACK expressionList RBRACK | QUESTION ;

callArgs : LPAREN (DISTINCT | ALL)? (argument (COMMA argument)*)? RPAREN ;

// What stands between the brackets of a call, a view, an observer or a crontab.
argument
    : STAR (SLASH unary)?
    | LBRACK argument (COMMA argument)* RBRACK
    | expression
      ( unit periodPart*
      | COLON expression (unit periodPart*)?
      | (LAMBDA | ARROW) expression
      | ASC
      | DESC
      | LAST
      | WEEKDAY
      )?
    ;

literal : number | STRING | TRUE | FALSE | NULL ;
signed : (MINUS | PLUS)? number ;
number : INT | LONG | HEX | FLOAT ;

// ---- Names.

nameList : name (COMMA name)* ;
dotted : name (DOT name)* ;
typeDotted : typeWord (DOT name)* ;
typeWord : IDENT | TICKED | anywhereWord ;
name : IDENT | TICKED | anywhereWord | propertyWord ;

propertyWord : EVERY | METHOD | PATTERN | SQL | UNTIL | WHILE | AFTER ;
anywhereWord
    : AT | COALESCE | CONTEXT | DATAFLOW | DEFINE | ESCAPE | EVENTS | EXPRESSION | FIRST | FOR
    | FULL | IMPORT | INDEX | INITIATED | INTERVAL | LAST | LEFT | MATCHED | MATCHES | MEASURES
    | MERGE | METADATASQL | MODULE | OFFSET | OUTER | PARTITION | RIGHT | SCHEMA | SETS
    | SNAPSHOT | START | TABLE | UNIDIRECTIONAL | USES | VALUES | VARIABLE | WEEKDAY | WINDOW
    | YEARS | MONTHS | WEEKS | DAYS | HOURS | MINUTES | SECONDS | MILLISECONDS | MICROSECONDS
    ;
