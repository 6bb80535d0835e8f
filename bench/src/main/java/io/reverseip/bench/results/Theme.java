package io.reverseip.bench.results;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.Arrays;
import java.util.Locale;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Plots for light and for dark pages, whose background shows through. Colours that colour-blind people can tell apart (Okabe, Ito). */
enum Theme {
    LIGHT(new Color(0x1f2328), new Color(0xd1d9e0), 0x0072b2, 0xd55e00, 0x007f5f, 0x9a4f80, 0x7a5c00, 0x4a90c2),
    DARK(new Color(0xe6edf3), new Color(0x3d444d), 0x56b4e9, 0xe69f00, 0x2cc295, 0xcc79a7, 0xf0e442, 0xd55e00);

    private static final Color NONE = new Color(0, 0, 0, 0);

    private final Color ink;
    private final Color grid;
    private final Color[] series;

    Theme(Color ink, Color grid, int... series) {
        this.ink = ink;
        this.grid = grid;
        this.series = Arrays.stream(series).mapToObj(Color::new).toArray(Color[]::new);
    }

    /** What ends the names of its files. */
    String suffix() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Makes a chart look so. */
    void apply(AxesChartStyler styler) {
        styler.setLocale(Locale.ROOT);
        styler.setChartBackgroundColor(NONE)
                .setPlotBackgroundColor(NONE)
                .setPlotBorderVisible(false)
                .setChartFontColor(ink)
                .setChartTitleBoxVisible(false)
                .setLegendBackgroundColor(NONE)
                .setLegendBorderColor(NONE)
                .setLegendPosition(LegendPosition.OutsideS)
                .setLegendLayout(LegendLayout.Horizontal)
                .setXAxisTitleColor(ink)
                .setYAxisTitleColor(ink)
                .setSeriesColors(series)
                .setSeriesMarkers(new Marker[] {SeriesMarkers.CIRCLE})
                .setSeriesLines(new BasicStroke[] {new BasicStroke(2)})
                .setMarkerSize(6);
        styler.setAxisTickLabelsColor(ink);
        styler.setAxisTickMarksColor(grid);
        styler.setPlotGridLinesColor(grid);
        styler.setPlotGridLinesStroke(new BasicStroke(1));
        styler.setErrorBarsColor(ink);
    }
}
