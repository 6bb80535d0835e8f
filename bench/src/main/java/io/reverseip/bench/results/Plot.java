package io.reverseip.bench.results;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.internal.chartpart.Chart;

/**
 * A plot of figures.
 *
 * @param file the beginning of its files' names
 * @param caption what it shows, for those who do not see it, too
 */
record Plot(String file, String caption, Function<Theme, Chart<?, ?>> drawing) {
    private static final Pattern TOO_EXACT = Pattern.compile("(\\d\\.\\d\\d)\\d+");

    /** The name of its file in a theme. */
    String file(Theme theme) {
        return "%s-%s.svg".formatted(file, theme.suffix());
    }

    /** Draws it. */
    String svg(Theme theme) throws IOException {
        ByteArrayOutputStream svg = new ByteArrayOutputStream();
        VectorGraphicsEncoder.saveVectorGraphic(drawing.apply(theme), svg, VectorGraphicsFormat.SVG);
        // A hundredth of a pixel is enough, and makes half the size: letters are drawn as outlines.
        return TOO_EXACT.matcher(svg.toString(StandardCharsets.UTF_8)).replaceAll("$1");
    }
}
