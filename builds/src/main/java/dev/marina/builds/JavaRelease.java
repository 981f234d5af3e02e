package dev.marina.builds;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/// The Java that a project or a program asks for.
///
/// @param number such as 21
/// @param exactly whether a later one will not do
/// @param said where it asks, for messages
record JavaRelease(int number, boolean exactly, String said) {

    /// Debian's, and the one that the platform itself runs on, which is the builder's own.
    static final List<Integer> THERE = Stream.of(17, Runtime.version().feature()).distinct().toList();
    static final JavaRelease ANY = new JavaRelease(0, false, "");
    private static final Pattern NUMBER = Pattern.compile("(?:1\\.)?(\\d{1,3})");
    private static final Pattern PROPERTY = Pattern.compile("\\$\\{([^}]+)}");
    private static final Pattern TOOLCHAIN = Pattern
            .compile("JavaLanguageVersion\\s*\\.\\s*of\\s*\\(\\s*['\"]?(\\d{1,3})['\"]?\\s*\\)|jvmToolchain\\s*\\(\\s*(\\d{1,3})\\s*\\)");
    private static final Pattern COMPATIBILITY = Pattern
            .compile("(?:sourceCompatibility|targetCompatibility)\\s*=\\s*(?:JavaVersion\\s*\\.\\s*VERSION_|['\"])?(?:1[._])?(\\d{1,3})");
    private static final int MOST_REFERENCES = 10;
    private static final int LONGEST_MANIFEST = 64 << 10;
    /// https://docs.oracle.com/javase/specs/jvms/se25/html/jvms-4.html#jvms-4.1
    private static final int FIRST_MAJOR = 44;
    private static final int HEAD = 8;

    /// @param name `java` or `maven`
    String image(String name) {
        return "marina/%s%s:1".formatted(name, there() == THERE.getFirst() ? "" : "-" + there());
    }

    private int there() {
        return THERE.stream().filter(each -> exactly ? each == number : each >= number).findFirst().orElseThrow(() -> new BuildFailure(
                "%s asks for Java %d%s; there are %s".formatted(said, number, exactly ? " and no other" : "", String.join(" and ", THERE.stream().map(
                        String::valueOf).toList()))));
    }

    /// What a pom.xml says to the compiler; of its parents nothing is known here.
    static JavaRelease ofPom(String text) {
        Element project = xml(text);
        Map<String, String> values = new LinkedHashMap<>();
        children(project, "properties").forEach(properties -> children(properties, "*").forEach(each -> values.put(each.getTagName(), each.getTextContent()
                .strip())));
        Map<String, String> said = new LinkedHashMap<>();
        Stream.concat(children(project, "build").flatMap(build -> children(build, "plugins")),
                children(project, "build").flatMap(build -> children(build, "pluginManagement")).flatMap(management -> children(management, "plugins")))
                .flatMap(plugins -> children(plugins, "plugin")).filter(plugin -> text(plugin, "artifactId").equals("maven-compiler-plugin"))
                .flatMap(plugin -> children(plugin, "configuration"))
                .forEach(settings -> List.of("release", "target").forEach(name -> said.putIfAbsent(name, text(settings, name))));
        Map<String, String> asked = new LinkedHashMap<>();
        asked.put("the compiler's release", said.getOrDefault("release", ""));
        asked.put("maven.compiler.release", values.getOrDefault("maven.compiler.release", ""));
        asked.put("the compiler's target", said.getOrDefault("target", ""));
        asked.put("maven.compiler.target", values.getOrDefault("maven.compiler.target", ""));
        asked.put("java.version", values.getOrDefault("java.version", ""));
        return asked.entrySet().stream().flatMap(each -> number(filled(each.getValue(), values)).map(number -> new JavaRelease(number, false,
                "pom.xml (%s)".formatted(each.getKey()))).stream()).findFirst().orElse(ANY);
    }

    private static Optional<Integer> number(String text) {
        Matcher found = NUMBER.matcher(text);
        return found.matches() ? Optional.of(Integer.parseInt(found.group(1))) : Optional.empty();
    }

    private static String filled(String text, Map<String, String> values) {
        String filled = text;
        for (int i = 0; i < MOST_REFERENCES && PROPERTY.matcher(filled).matches(); i++) {
            filled = values.getOrDefault(filled.substring(2, filled.length() - 1), "");
        }
        return filled;
    }

    /// Somebody's text: it names no file and no address.
    private static Element xml(String text) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setXIncludeAware(false);
            var reader = factory.newDocumentBuilder();
            reader.setErrorHandler(null);
            return reader.parse(new InputSource(new StringReader(text))).getDocumentElement();
        } catch (SAXException e) {
            throw new BuildFailure("pom.xml is not XML: " + e.getMessage());
        } catch (ParserConfigurationException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Stream<Element> children(Element parent, String name) {
        NodeList all = parent.getChildNodes();
        return IntStream.range(0, all.getLength()).mapToObj(all::item).filter(node -> node.getNodeType() == Node.ELEMENT_NODE)
                .map(Element.class::cast).filter(element -> name.equals("*") || element.getTagName().equals(name));
    }

    private static String text(Element parent, String name) {
        return children(parent, name).map(element -> element.getTextContent().strip()).findFirst().orElse("");
    }

    /// What a build.gradle or build.gradle.kts says; it is a program, of which the usual words are known here.
    static JavaRelease ofGradle(String file, String text) {
        Matcher toolchain = TOOLCHAIN.matcher(text);
        if (toolchain.find()) {
            return new JavaRelease(Integer.parseInt(toolchain.group(1) == null ? toolchain.group(2) : toolchain.group(1)), true, file + " (toolchain)");
        }
        Matcher compatibility = COMPATIBILITY.matcher(text);
        return compatibility.find() ? new JavaRelease(Integer.parseInt(compatibility.group(1)), false, file) : ANY;
    }

    /// What the classes are compiled for with which a jar or war begins.
    static JavaRelease ofArchive(String name, Path file) throws IOException {
        try (ZipFile archive = new ZipFile(file.toFile())) {
            Optional<Attributes> said = manifest(archive);
            int most = 0;
            for (String key : List.of("Main-Class", "Start-Class")) {
                String path = said.map(attributes -> attributes.getValue(key)).orElse("").replace('.', '/') + ".class";
                for (String place : List.of("", "BOOT-INF/classes/", "WEB-INF/classes/")) {
                    most = Math.max(most, release(archive, place + path));
                }
            }
            return new JavaRelease(most, false, name);
        } catch (ZipException _) {
            // Java itself says so when it is to run it.
            return ANY;
        }
    }

    private static Optional<Attributes> manifest(ZipFile archive) throws IOException {
        ZipEntry entry = archive.getEntry("META-INF/MANIFEST.MF");
        if (entry == null) {
            return Optional.empty();
        }
        try (InputStream in = archive.getInputStream(entry)) {
            return Optional.of(new Manifest(new ByteArrayInputStream(in.readNBytes(LONGEST_MANIFEST))).getMainAttributes());
        }
    }

    private static int release(ZipFile archive, String path) throws IOException {
        ZipEntry entry = archive.getEntry(path);
        if (entry == null) {
            return 0;
        }
        try (InputStream in = archive.getInputStream(entry)) {
            byte[] head = in.readNBytes(HEAD);
            return head.length < HEAD ? 0 : ((head[6] & 0xFF) << 8 | head[7] & 0xFF) - FIRST_MAJOR;
        }
    }
}
