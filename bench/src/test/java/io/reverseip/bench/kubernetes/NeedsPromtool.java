package io.reverseip.bench.kubernetes;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.EnabledIf;

/** Skips tests of metrics and alerts where there is no promtool. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@EnabledIf(
        value = "io.reverseip.bench.kubernetes.Promtool#isThere",
        disabledReason =
                "No promtool is on the PATH: it checks metrics and alerts (Debian, Ubuntu: apt-get install prometheus).")
public @interface NeedsPromtool {}
