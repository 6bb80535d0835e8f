package io.reverseip.rewriting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reverseip.address.DottedDecimal;
import io.reverseip.digest.Digest;
import io.reverseip.spelling.WholeSpelling;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RewritingTest {
    private static final String D8 = "838c4c2573848f58e74332341a7ca6bc5cd86a8aec7d644137d53b4d597f10f5";
    private static final String D1 = "f1412386aa8db2579aff2636cb9511cacc5fd9880ecab60c048508fbe26ee4d9";
    private static final String BASE64 = "g4xMJXOEj1jnQzI0GnymvFzYaorsfWRBN9U7TVl/EPU=";
    private static final String UNKNOWN = "1a22570d6105dfec8a8accc4c2610da9d315c9d1b9ca51416339df82d3a73bd9";
    private static final String UNAVAILABLE = "842b949c6959da939d116c163ce37f979c7dbb8b4a23f1edf889e5b75852ddc0";

    /** In sketches, D8, D1, DX (unknown) and DU (unavailable) are digests, B8 is D8 in base64, and @, | and ~ are CR LF, LF and CR. */
    private static String full(String sketch) {
        return sketch.replace("D8", D8)
                .replace("D1", D1)
                .replace("DX", UNKNOWN)
                .replace("DU", UNAVAILABLE)
                .replace("B8", BASE64)
                .replace("@", "\r\n")
                .replace("|", "\n")
                .replace("~", "\r");
    }

    private static Finding find(Digest digest) {
        return switch (digest.hex()) {
            case D8 -> new Finding.Found(DottedDecimal.parse("8.8.8.8"));
            case D1 -> new Finding.Found(DottedDecimal.parse("1.1.1.1"));
            case UNAVAILABLE -> new Finding.Unavailable();
            default -> new Finding.Unknown();
        };
    }

    private enum Form {
        TEXT {
            @Override
            Rewriting open(InputStream stream, Enrichment enrichment, Optional<String> column) {
                return Rewriting.ofText(stream, enrichment);
            }
        },
        CSV {
            @Override
            Rewriting open(InputStream stream, Enrichment enrichment, Optional<String> column) throws IOException {
                return Rewriting.ofCsv(stream, enrichment, column, Optional.empty());
            }
        },
        TSV {
            @Override
            Rewriting open(InputStream stream, Enrichment enrichment, Optional<String> column) throws IOException {
                return Rewriting.ofCsv(stream, enrichment, column, Optional.of('\t'));
            }
        },
        JSON {
            @Override
            Rewriting open(InputStream stream, Enrichment enrichment, Optional<String> column) {
                return Rewriting.ofJson(stream, enrichment, column.map(MemberPath::new));
            }
        },
        JSON_LINES {
            @Override
            Rewriting open(InputStream stream, Enrichment enrichment, Optional<String> column) {
                return Rewriting.ofJsonLines(stream, enrichment, column.map(MemberPath::new));
            }
        };

        abstract Rewriting open(InputStream stream, Enrichment enrichment, Optional<String> column) throws IOException;

        /** The rewritten text, which does not depend on how the text is cut. */
        String rewrite(Enrichment enrichment, Optional<String> column, String text) throws IOException {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            String rewritten = rewritten(open(new ByteArrayInputStream(bytes), enrichment, column));
            for (int piece : new int[] {1, 7, 64}) {
                assertEquals(rewritten, rewritten(open(new InPieces(bytes, piece), enrichment, column)));
            }
            return rewritten;
        }
    }

    /** A stream that arrives in pieces. */
    private static final class InPieces extends FilterInputStream {
        private final int piece;

        InPieces(byte[] bytes, int piece) {
            super(new ByteArrayInputStream(bytes));
            this.piece = piece;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            return super.read(target, offset, Math.min(length, piece));
        }

        @Override
        public int available() {
            return 0;
        }
    }

    private static String rewritten(Rewriting rewriting) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (Optional<Part> part = rewriting.next(); part.isPresent(); part = rewriting.next()) {
            text.writeBytes(part.get().text(RewritingTest::find));
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @EnumSource
    void replacesEverySpellingWithItsPrefixAndKeepsQuotes(WholeSpelling spelling) throws IOException {
        String digest = spelling.of(Digest.parse(D8));
        for (String text : List.of(
                "%s", "\"%s\"", "'%s'\n", "\u00e9%s\u00e9", "ip=%s end", "\r\n%s\r\n\r\n%s", "\u201c%s\u201d")) {
            assertEquals(
                    text.replace("%s", "8.8.8.8"),
                    Form.TEXT.rewrite(Enrichment.REPLACE, Optional.empty(), text.replace("%s", digest)));
            assertEquals(
                    text.replace("%s", digest + "[8.8.8.8]"),
                    Form.TEXT.rewrite(Enrichment.ANNOTATE, Optional.empty(), text.replace("%s", digest)));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '`',
            value = {
                "D8 => 8.8.8.8 => D8[8.8.8.8]",
                "D8@D1@|D8 => 8.8.8.8@1.1.1.1@|8.8.8.8 => D8[8.8.8.8]@D1[1.1.1.1]@|D8[8.8.8.8]",
                "D8 - - [x] \"GET /D1\"@ => 8.8.8.8 - - [x] \"GET /1.1.1.1\"@ => D8[8.8.8.8] - - [x] \"GET /D1[1.1.1.1]\"@",
                "DX,DU;D8 => DX,DU[unavailable];8.8.8.8 => DX,DU[unavailable];D8[8.8.8.8]",
                "838c4c25 D80 0D8 D8D1 => 838c4c25 D80 0D8 D8D1 => 838c4c25 D80 0D8 D8D1",
                "client=B8&x => client=8.8.8.8&x => client=B8[8.8.8.8]&x"
            })
    void rewritesNothingButDigestsInText(String text, String replaced, String annotated) throws IOException {
        assertEquals(full(replaced), Form.TEXT.rewrite(Enrichment.REPLACE, Optional.empty(), full(text)));
        assertEquals(full(annotated), Form.TEXT.rewrite(Enrichment.ANNOTATE, Optional.empty(), full(text)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '`',
            value = {
                "`` => sha256,a@D8,1@ => sha256,a@8.8.8.8,1@ => sha256,a,ip@D8,1,8.8.8.8@",
                "`` => sha256@D8 => sha256@8.8.8.8 => sha256,ip@D8,8.8.8.8",
                "`` => D8|D1| => 8.8.8.8|1.1.1.1| => D8,8.8.8.8|D1,1.1.1.1|",
                "`` => a;IP;b~1;\"D8\";~ => a;IP;b~1;\"8.8.8.8\";~ => a;IP;b;ip_2~1;\"D8\";;8.8.8.8~",
                "`` => a\tb|x,y\tD8||z| => a\tb|x,y\t8.8.8.8||z| => a\tb\tip|x,y\tD8\t8.8.8.8||z\t|",
                "`` => a,b@DX,DU@ => a,b@DX,DU[unavailable]@ => a,b,ip@DX,DU,[unavailable]@",
                "`` => a,b@D8,D1@D8,D8@ => a,b@8.8.8.8,1.1.1.1@8.8.8.8,8.8.8.8@ => a,b,ip@D8,D1,8.8.8.8 1.1.1.1@D8,D8,8.8.8.8@",
                "b => a,b@D8,\"x@\"\"y\"\",D1\"@ => a,b@D8,\"x@\"\"y\"\",1.1.1.1\"@ => a,b,ip@D8,\"x@\"\"y\"\",D1\",1.1.1.1@",
                "B => \uFEFF\"a,x\",\"b\"@D8,sha256:D1@ => \uFEFF\"a,x\",\"b\"@D8,1.1.1.1@ => \uFEFF\"a,x\",\"b\",ip@D8,sha256:D1,1.1.1.1@",
                "a => a,b@D8@D8,it\"s@ => a,b@8.8.8.8@8.8.8.8,it\"s@ => a,b,ip@D8,8.8.8.8@D8,it\"s,8.8.8.8@",
                "`` => ||a,b|1,D8 => ||a,b|1,8.8.8.8 => ||a,b,ip|1,D8,8.8.8.8",
                "`` => `` => `` => ``",
                "a => `` => `` => ``"
            })
    void rewritesCellsOrAddsAColumn(String column, String csv, String replaced, String annotated) throws IOException {
        Optional<String> name = Optional.of(column).filter(given -> !given.isEmpty());
        assertEquals(full(replaced), Form.CSV.rewrite(Enrichment.REPLACE, name, full(csv)));
        assertEquals(full(annotated), Form.CSV.rewrite(Enrichment.ANNOTATE, name, full(csv)));
    }

    @Test
    void separatesByTabulatorsWhateverTheFirstLineHas() throws IOException {
        assertEquals(
                full("name, client\tip\nD8\t8.8.8.8\n"),
                Form.TSV.rewrite(Enrichment.ANNOTATE, Optional.empty(), full("name, client\nD8\n")));
    }

    @Test
    void refusesACsvThatHasNoSuchColumnOrNoEndOfItsRow() {
        String noColumn = assertThrows(
                        MalformedTextException.class,
                        () -> Form.CSV.rewrite(Enrichment.REPLACE, Optional.of("ip_hash"), "a,\"b\"\n"))
                .getMessage();
        assertEquals("The CSV has no column 'ip_hash'; its first row is: 'a | b'.", noColumn);
        for (String endless : List.of("x".repeat(300_000), "\n".repeat(300_000), "\"" + "x\n".repeat(200_000))) {
            String message = assertThrows(
                            MalformedTextException.class,
                            () -> Form.CSV.rewrite(Enrichment.ANNOTATE, Optional.empty(), endless))
                    .getMessage();
            assertTrue(message.contains("more than 262,144 bytes"), message);
        }
    }

    @Test
    void refusesToAddAColumnWhereAQuotationMarkIsNotClosed() throws IOException {
        String csv = full("a,b@1,D8@2,\"D1@3,D8@");
        String message = assertThrows(
                        MalformedTextException.class,
                        () -> Form.CSV.rewrite(Enrichment.ANNOTATE, Optional.empty(), csv))
                .getMessage();
        assertTrue(message.startsWith("A quotation mark in row 3 of the CSV is not closed"), message);
        assertEquals(
                full("a,b@1,8.8.8.8@2,\"1.1.1.1@3,8.8.8.8@"),
                Form.CSV.rewrite(Enrichment.REPLACE, Optional.empty(), csv));
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '`',
            value = {
                "`` => {\"ip\":\"D8\"} => {\"ip\":\"8.8.8.8\"} => {\"ip\":\"D8\",\"ip_ip\":\"8.8.8.8\"}",
                "`` => { \"a\" : 1.0e+2, \"ip\" : \"D8\", \"b\": null } => { \"a\" : 1.0e+2, \"ip\" : \"8.8.8.8\", \"b\": null } => { \"a\" : 1.0e+2, \"ip\" : \"D8\", \"ip_ip\" : \"8.8.8.8\", \"b\": null }",
                "`` => {|  \"ip\": \"D8\"|}| => {|  \"ip\": \"8.8.8.8\"|}| => {|  \"ip\": \"D8\",|  \"ip_ip\": \"8.8.8.8\"|}|",
                "`` => [\"D8\",[\"DX\",\"DU\"]] => [\"8.8.8.8\",[\"DX\",\"DU[unavailable]\"]] => [\"D8[8.8.8.8]\",[\"DX\",\"DU[unavailable]\"]]",
                "`` => {\"a\":[\"D8\",{\"b\":\"D1\"},\"D8\"]} => {\"a\":[\"8.8.8.8\",{\"b\":\"1.1.1.1\"},\"8.8.8.8\"]} => {\"a\":[\"D8[8.8.8.8]\",{\"b\":\"D1\",\"b_ip\":\"1.1.1.1\"},\"D8[8.8.8.8]\"]}",
                "`` => {\"m\":\"D8 to D1, D8\",\"n\":\"DX\",\"o\":\"DU\"} => {\"m\":\"8.8.8.8 to 1.1.1.1, 8.8.8.8\",\"n\":\"DX\",\"o\":\"DU[unavailable]\"} => {\"m\":\"D8 to D1, D8\",\"m_ip\":\"8.8.8.8 1.1.1.1\",\"n\":\"DX\",\"o\":\"DU\",\"o_ip\":\"[unavailable]\"}",
                "`` => {\"D8\":5,\"x\":D8} => {\"8.8.8.8\":5,\"x\":D8} => {\"D8[8.8.8.8]\":5,\"x\":D8}",
                "`` => [\"\\\\xD8\",\"\\nD8\\b\",\"\\u0022D8\\u0022\",\"\\\"D8\\\"\"] => [\"8.8.8.8\",\"\\n8.8.8.8\\b\",\"\\u00228.8.8.8\\u0022\",\"\\\"8.8.8.8\\\"\"] => [\"\\\\xD8[8.8.8.8]\",\"\\nD8[8.8.8.8]\\b\",\"\\u0022D8[8.8.8.8]\\u0022\",\"\\\"D8[8.8.8.8]\\\"\"]",
                "`` => {\"\\u00e9\\\"\":\"B\\/8\"} => {\"\\u00e9\\\"\":\"8.8.8.8\"} => {\"\\u00e9\\\"\":\"B\\/8\",\"\\u00e9\\\"_ip\":\"8.8.8.8\"}",
                "ip => {\"ip\":\"D8\",\"x\":\"D1\",\"D1\":1} => {\"ip\":\"8.8.8.8\",\"x\":\"D1\",\"D1\":1} => {\"ip\":\"D8\",\"ip_ip\":\"8.8.8.8\",\"x\":\"D1\",\"D1\":1}",
                "a.b => {\"a\":{\"b\":\"D8\",\"c\":\"D1\"},\"a.b\":\"D8\",\"b\":\"D1\"} => {\"a\":{\"b\":\"8.8.8.8\",\"c\":\"D1\"},\"a.b\":\"8.8.8.8\",\"b\":\"D1\"} => {\"a\":{\"b\":\"D8\",\"b_ip\":\"8.8.8.8\",\"c\":\"D1\"},\"a.b\":\"D8\",\"a.b_ip\":\"8.8.8.8\",\"b\":\"D1\"}",
                "a>b => [{\"a\":[{\"b\":[\"D8\",{\"b\":\"D1\"}]}]},\"D1\"] => [{\"a\":[{\"b\":[\"8.8.8.8\",{\"b\":\"D1\"}]}]},\"D1\"] => [{\"a\":[{\"b\":[\"D8[8.8.8.8]\",{\"b\":\"D1\"}]}]},\"D1\"]",
                "i\u00e9\" => {\"i\\u00e9\\\"\":\"D8\",\"i\":\"D1\"} => {\"i\\u00e9\\\"\":\"8.8.8.8\",\"i\":\"D1\"} => {\"i\\u00e9\\\"\":\"D8\",\"i\\u00e9\\\"_ip\":\"8.8.8.8\",\"i\":\"D1\"}",
                "`` => no JSON D8 \"D8 => no JSON D8 \"8.8.8.8 => no JSON D8 \"D8[8.8.8.8]"
            })
    void rewritesStringsOrAddsMembers(String member, String json, String replaced, String annotated)
            throws IOException {
        Optional<String> path = Optional.of(member).filter(given -> !given.isEmpty());
        for (Form form : json.contains("|") ? List.of(Form.JSON) : List.of(Form.JSON, Form.JSON_LINES)) {
            assertEquals(spelled(replaced), form.rewrite(Enrichment.REPLACE, path, spelled(json)));
            assertEquals(spelled(annotated), form.rewrite(Enrichment.ANNOTATE, path, spelled(json)));
        }
    }

    /** {@code B\/8} is base64 as PHP writes it. */
    private static String spelled(String sketch) {
        return full(sketch.replace("B\\/8", BASE64.replace("/", "\\/")));
    }

    @Test
    void takesTheElementsOfAnArrayInTheOutermostObjectForEntries() throws IOException {
        String json = full("{\"ip\":\"D1\",\"hits\":[{\"ip\":\"D8\",\"deep\":[{\"ip\":\"D8\"}]}]}");
        assertEquals(
                full("{\"ip\":\"1.1.1.1\",\"hits\":[{\"ip\":\"8.8.8.8\",\"deep\":[{\"ip\":\"D8\"}]}]}"),
                Form.JSON.rewrite(Enrichment.REPLACE, Optional.of("ip"), json));
        assertEquals(
                full("{\"ip\":\"1.1.1.1\",\"hits\":[{\"ip\":\"D8\",\"deep\":[{\"ip\":\"D8\"}]}]}"),
                Form.JSON_LINES.rewrite(Enrichment.REPLACE, Optional.of("ip"), json));
    }

    @Test
    void readsEachLineOfJsonLinesByItself() throws IOException {
        assertEquals(
                full(
                        "{\"ip\":[[\"x@{\"ip\":\"D8\",\"ip_ip\":\"8.8.8.8\"}\r\"D1[1.1.1.1]\"\n\n}]\"\\@[\"D8[8.8.8.8]\"]"),
                Form.JSON_LINES.rewrite(
                        Enrichment.ANNOTATE,
                        Optional.empty(),
                        full("{\"ip\":[[\"x@{\"ip\":\"D8\"}\r\"D1\"\n\n}]\"\\@[\"D8\"]")));
    }

    @Test
    void searchesJsonToADepthOfAHundred() throws IOException {
        for (int depth : new int[] {100, 101, 100_000}) {
            String json = "[".repeat(depth) + full("{\"a\":\"D8\"}") + "]".repeat(depth) + full("[\"D1\"]");
            assertEquals(
                    "[".repeat(depth) + full("{\"a\":\"D8\"}") + "]".repeat(depth) + "[\"1.1.1.1\"]",
                    Form.JSON.rewrite(Enrichment.REPLACE, Optional.empty(), json));
        }
        String json = "[".repeat(99) + full("{\"a\":\"D8\"}") + "]".repeat(99);
        assertEquals(json.replace(D8, "8.8.8.8"), Form.JSON.rewrite(Enrichment.REPLACE, Optional.empty(), json));
    }

    @Test
    void annotatesInPlaceWhereTheNameIsTooLongToBeRepeated() throws IOException {
        for (String name : List.of("n".repeat(1_024), "n".repeat(1_025))) {
            String added = name.length() > 1_024 ? "[8.8.8.8]\"}" : "\",\"" + name + "_ip\":\"8.8.8.8\"}";
            assertEquals(
                    full("{\"" + name + "\":\"D8") + added,
                    Form.JSON.rewrite(Enrichment.ANNOTATE, Optional.empty(), full("{\"" + name + "\":\"D8\"}")));
        }
    }

    @Test
    void addsTheAddressesOfAThousandDigestsAtMost() throws IOException {
        String digests = full("D8 ") + "%064x ".repeat(998).formatted((Object[]) numbers(998)) + full("D1 DU");
        assertTrue(
                Form.CSV.rewrite(Enrichment.ANNOTATE, Optional.empty(), digests).endsWith(",8.8.8.8 1.1.1.1"));
        assertTrue(Form.JSON
                .rewrite(Enrichment.ANNOTATE, Optional.empty(), "{\"a\":\"" + digests + "\"}")
                .endsWith("\"a_ip\":\"8.8.8.8 1.1.1.1\"}"));
    }

    private static Integer[] numbers(int count) {
        return IntStream.range(0, count).boxed().toArray(Integer[]::new);
    }

    /** The stream fails when more is read than the line. */
    @ParameterizedTest
    @EnumSource
    void givesALineBeforeTheNextIsRead(Form form) throws IOException {
        String line = form == Form.JSON || form == Form.JSON_LINES ? full("[\"D8\"]\n") : full("D8\n");
        InputStream never = new InputStream() {
            @Override
            public int read() {
                throw new AssertionError("More was read");
            }
        };
        Rewriting rewriting = form.open(
                new SequenceInputStream(new InPieces(line.getBytes(StandardCharsets.UTF_8), 1), never),
                Enrichment.REPLACE,
                Optional.empty());
        StringBuilder text = new StringBuilder();
        while (text.indexOf("\n") < 0) {
            text.append(new String(rewriting.next().orElseThrow().text(RewritingTest::find), StandardCharsets.UTF_8));
        }
        assertEquals(line.replace(D8, "8.8.8.8"), text.toString());
    }

    /** One line, row or string of 20 MB: no part is longer than what is read in one piece. */
    @ParameterizedTest
    @EnumSource
    void holdsNoLongLines(Form form) throws IOException {
        String head = form == Form.CSV || form == Form.TSV ? "a,b\n" : "\"";
        byte[] block = full("x".repeat(100_000) + " D8, \\\\").getBytes(StandardCharsets.UTF_8);
        List<InputStream> blocks = new ArrayList<>();
        blocks.add(new ByteArrayInputStream(head.getBytes(StandardCharsets.UTF_8)));
        IntStream.range(0, 200).forEach(i -> blocks.add(new ByteArrayInputStream(block)));
        Rewriting rewriting = form.open(
                new SequenceInputStream(Collections.enumeration(blocks)), Enrichment.REPLACE, Optional.empty());
        long length = 0;
        int found = 0;
        for (Optional<Part> part = rewriting.next(); part.isPresent(); part = rewriting.next()) {
            byte[] text = part.get().text(RewritingTest::find);
            assertTrue(text.length <= 9 * 1024, () -> text.length + " bytes");
            length += text.length;
            found += part.get().digests().size();
        }
        assertEquals(200, found);
        assertEquals(head.length() + 200L * (block.length - D8.length() + "8.8.8.8".length()), length);
    }

    /** Addresses of random digests, which stand in no text otherwise. */
    private static final class Addresses {
        private final Map<Digest, Integer> known = new HashMap<>();
        private final Random random;

        Addresses(Random random) {
            this.random = random;
        }

        Digest digest() {
            byte[] bytes = new byte[32];
            random.nextBytes(bytes);
            Digest digest = Digest.of(bytes);
            known.put(digest, 0xf0000000 + known.size());
            return digest;
        }

        Finding find(Digest digest) {
            Integer address = known.get(digest);
            return address == null ? new Finding.Unknown() : new Finding.Found(address);
        }

        String address(Digest digest) {
            return DottedDecimal.format(known.get(digest));
        }
    }

    private static String rewritten(Rewriting rewriting, Addresses addresses) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (Optional<Part> part = rewriting.next(); part.isPresent(); part = rewriting.next()) {
            text.writeBytes(part.get().text(addresses::find));
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    private static InputStream stream(String text, Random random) {
        return new InPieces(text.getBytes(StandardCharsets.UTF_8), 1 + random.nextInt(300));
    }

    private static final List<String> FILLERS = List.of(
            " ",
            "\n",
            "\r\n",
            "\r",
            "\t",
            ",",
            ";",
            "\u00e9",
            "\ud83d\ude00",
            "a: \"b\" ",
            "[",
            "{",
            "0.5 ",
            "'",
            "<>",
            "|");

    private static WholeSpelling spelling(Random random) {
        return WholeSpelling.values()[random.nextInt(WholeSpelling.values().length)];
    }

    @Property(tries = 300)
    void textWithItsAddressesPutBackIsTheText(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        Addresses addresses = new Addresses(random);
        StringBuilder text = new StringBuilder();
        StringBuilder replaced = new StringBuilder();
        for (int i = 0; i < 30; i++) {
            String filler = FILLERS.get(random.nextInt(FILLERS.size()));
            Digest digest = addresses.digest();
            text.append(filler).append('"').append(spelling(random).of(digest)).append('"');
            replaced.append(filler)
                    .append('"')
                    .append(addresses.address(digest))
                    .append('"');
        }

        assertEquals(
                replaced.toString(),
                rewritten(Rewriting.ofText(stream(text.toString(), random), Enrichment.REPLACE), addresses));
        String annotated = rewritten(Rewriting.ofText(stream(text.toString(), random), Enrichment.ANNOTATE), addresses);
        assertEquals(30, annotated.split("\\[240\\.0\\.0\\.").length - 1);
        assertEquals(text.toString(), annotated.replaceAll("\\[240\\.0\\.0\\.\\d+]", ""));
    }

    @Property(tries = 300)
    void csvWithoutTheAddedColumnIsTheCsv(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        Addresses addresses = new Addresses(random);
        String separator = List.of(",", ";", "\t").get(random.nextInt(3));
        String end = List.of("\n", "\r\n", "\r").get(random.nextInt(3));
        List<String> csv = new ArrayList<>(List.of(String.join(separator, "a", "b", "c")));
        List<String> annotated = new ArrayList<>(List.of(String.join(separator, "a", "b", "c", "ip")));
        for (int i = 0; i < 20; i++) {
            Digest digest = addresses.digest();
            String quoted = "\"%s%s\"\"%s\"".formatted(random.nextBoolean() ? end : "", separator, i);
            String row = String.join(
                    separator,
                    random.nextBoolean() ? quoted : "x",
                    (random.nextBoolean() ? "%s" : "\"%s\"")
                            .formatted(spelling(random).of(digest)),
                    random.nextBoolean() ? "" : quoted);
            csv.add(row);
            annotated.add(row + separator + addresses.address(digest));
        }
        String text = String.join(end, csv) + (random.nextBoolean() ? end : "");

        String result = rewritten(
                Rewriting.ofCsv(
                        stream(text, random),
                        Enrichment.ANNOTATE,
                        random.nextBoolean() ? Optional.empty() : Optional.of("b"),
                        Optional.empty()),
                addresses);
        assertEquals(String.join(end, annotated) + (text.endsWith(end) ? end : ""), result);
        assertEquals(text, result.replaceFirst(separator + "ip", "").replaceAll(separator + "240\\.0\\.0\\.\\d+", ""));
    }

    @Property(tries = 300)
    void jsonWithoutTheAddedMembersIsTheJson(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        Addresses addresses = new Addresses(random);
        String json = value(random, addresses, 5);

        String annotated =
                rewritten(Rewriting.ofJson(stream(json, random), Enrichment.ANNOTATE, Optional.empty()), addresses);
        assertEquals(addresses.known.size(), annotated.split("240\\.0\\.0\\.").length - 1, json);
        assertEquals(
                json,
                annotated
                        .replaceAll(",[ \n]*\"[^\"]*_ip\"[ :]*\"240\\.0\\.0\\.\\d+\"", "")
                        .replaceAll("\\[240\\.0\\.0\\.\\d+]", ""));
        String replaced = rewritten(
                Rewriting.ofJsonLines(stream(json.replace('\n', ' '), random), Enrichment.REPLACE, Optional.empty()),
                addresses);
        assertEquals(addresses.known.size(), replaced.split("240\\.0\\.0\\.").length - 1, json);
    }

    private static String value(Random random, Addresses addresses, int depth) {
        String blanks = List.of("", " ", "\n  ").get(random.nextInt(3));
        return switch (random.nextInt(depth == 0 ? 4 : 6)) {
            case 0 -> List.of("null", "true", "-1.50E+2", "0").get(random.nextInt(4));
            case 1 -> "\"\u00e9\\u00e9\\\"\\\\ {[,:\"";
            case 2, 3 -> {
                String spelled = spelling(random).of(addresses.digest()).replace("\\", "\\\\");
                yield "\"" + (random.nextBoolean() ? spelled : spelled.replace("/", "\\/")) + "\"";
            }
            case 4 ->
                "[" + blanks
                        + String.join(
                                "," + blanks,
                                IntStream.range(0, random.nextInt(4))
                                        .mapToObj(i -> value(random, addresses, depth - 1))
                                        .toList())
                        + "]";
            default ->
                "{"
                        + String.join(
                                ",",
                                IntStream.range(0, random.nextInt(4))
                                        .mapToObj(i -> blanks + "\"n" + i + "\":" + (blanks.isEmpty() ? "" : " ")
                                                + value(random, addresses, depth - 1))
                                        .toList())
                        + blanks + "}";
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"replace", "annotate"})
    void isKnownByItsName(String name) {
        assertEquals(name, Enrichment.of(name).orElseThrow().text());
        assertEquals(Optional.empty(), Enrichment.of(name.toUpperCase(java.util.Locale.ROOT)));
    }
}
