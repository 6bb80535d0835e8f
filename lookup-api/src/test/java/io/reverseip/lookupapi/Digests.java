package io.reverseip.lookupapi;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Digests made by {@code printf TEXT | sha256sum}, so not by the code under test. */
final class Digests {
    static final String OF_8_8_8_8 = "838c4c2573848f58e74332341a7ca6bc5cd86a8aec7d644137d53b4d597f10f5";
    static final String OF_8_8_8_9 = "accd2d5090800255870ed9dc4986031f8c93db41d557f8dc981a224b1735f865";
    static final String OF_8_8_4_4 = "842b949c6959da939d116c163ce37f979c7dbb8b4a23f1edf889e5b75852ddc0";
    static final String OF_1_1_1_1 = "f1412386aa8db2579aff2636cb9511cacc5fd9880ecab60c048508fbe26ee4d9";
    static final String OF_9_9_9_9 = "1a22570d6105dfec8a8accc4c2610da9d315c9d1b9ca51416339df82d3a73bd9";
    static final String OF_0_0_0_0 = "19e36255972107d42b8cecb77ef5622e842e8a50778a6ed8dd1ce94732daca9e";
    static final String OF_255_255_255_255 = "f45462bf3cd12ea2b347f32f6c4d0a0d36e01694de332b307af90d42951c5bd6";

    /** NaCl-8.8.8.8 */
    static final String OF_SALT_8_8_8_8 = "a26f43dda74405a5e584631284c3a1c1684abd2743bc678136ee1787699d6274";

    /** 08.8.8.8 */
    static final String OF_A_LEADING_ZERO = "8f92c8852e01970f471d30a3248990c4fd29256e8fd49f18b942dfc0264b65d8";

    /** 8.8.8.8 and a newline */
    static final String OF_A_TRAILING_NEWLINE = "fcad3ca3c931e062c73989fa3b7ba2f5f02c581ab9e991ae32cb5f4547ade025";

    /** 8.8.8.8 and a blank */
    static final String OF_A_TRAILING_BLANK = "23c2a96222b98cf41c7c597a57c1ac08458fc9709a50e9d2a38abfdd001b058c";

    private Digests() {}

    /** One that no other test has asked for, of no address. */
    static String random() {
        byte[] digest = new byte[32];
        ThreadLocalRandom.current().nextBytes(digest);
        return HexFormat.of().formatHex(digest);
    }

    /** Different digests, of no address, a line each. */
    static String different(int count) {
        return IntStream.range(0, count).mapToObj("%064x%n"::formatted).collect(Collectors.joining());
    }
}
