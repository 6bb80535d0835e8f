package io.reverseip.bench.kubernetes;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.EnabledIf;

/** Skips tests of what kubectl renders where there is none, or only one that is too old. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@EnabledIf(
        value = "io.reverseip.bench.kubernetes.Kustomize#isThere",
        disabledReason = "No kubectl 1.30 or later is on the PATH: it renders the manifests that these tests read.")
@interface NeedsKubectl {}
