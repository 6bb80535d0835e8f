package io.reverseip.hashgenerator.hash;

/**
 * Whether this is a native executable. A constant for HotSpot's compiler, and for native-image if this class is initialised
 * at build time, as Quarkus does: {@code imagecode} is set then as well as when the executable runs. Nothing in this package
 * keeps anything of the machine it is initialised on, so all of it can, and for the sake of speed must, be initialised at
 * build time.
 */
final class NativeExecutable {
    static final boolean RUNNING = System.getProperty("org.graalvm.nativeimage.imagecode") != null;

    private NativeExecutable() {}
}
