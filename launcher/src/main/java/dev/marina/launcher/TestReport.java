package dev.marina.launcher;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// What Surefire and Failsafe report of tests that did not pass.
///
/// @param skipped each with its reason, on one line
/// @param failed each with the first line of what it failed with
/// @param unsteady those that failed and passed when they were repeated, each with what it failed with
record TestReport(List<String> skipped, List<String> failed, List<String> unsteady) {
    private static final XMLInputFactory XML = XMLInputFactory.newFactory();

    static {
        XML.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        XML.setProperty(XMLInputFactory.IS_COALESCING, true);
    }

    /// Of every module, as far as it was written after the start.
    static TestReport since(Path root, Instant start) throws IOException {
        List<Path> reports;
        try (Stream<Path> tree = Files.find(root, 6, (file, attributes) -> attributes.lastModifiedTime().toInstant().isAfter(start)
                && file.getFileName().toString().startsWith("TEST-") && file.getParent().getFileName().toString().endsWith("-reports"))) {
            reports = tree.sorted().toList();
        }
        TestReport all = none();
        for (Path report : reports) {
            try {
                TestReport one = read(Files.readString(report));
                all.skipped.addAll(one.skipped);
                all.failed.addAll(one.failed);
                all.unsteady.addAll(one.unsteady);
            } catch (XMLStreamException e) {
                // A JVM that was killed leaves half of one; its tests are as good as failed.
                all.failed.add(report.getFileName() + ": not a whole report: " + firstLine(e.getMessage()));
            }
        }
        return all;
    }

    private static TestReport none() {
        return new TestReport(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }

    static TestReport read(String report) throws XMLStreamException {
        TestReport result = none();
        XMLStreamReader xml = XML.createXMLStreamReader(new StringReader(report));
        String test = "";
        while (xml.hasNext()) {
            if (xml.next() != XMLStreamConstants.START_ELEMENT) {
                continue;
            }
            switch (xml.getLocalName()) {
                case "testcase" -> test = name(xml);
                case "skipped" -> result.skipped.add(test + ": " + why(xml).replaceFirst("^[a-zA-Z.]*TestAbortedException: (Assumption failed: )?", ""));
                case "failure", "error" -> result.failed.add(test + ": " + why(xml));
                case "flakyFailure", "flakyError" -> result.unsteady.add(test + ": " + message(xml));
                default -> {
                    // Output, properties, and further failures of tests that were repeated in vain.
                }
            }
        }
        return result;
    }

    /// What fails before or after all tests of a class has no name of its own.
    private static String name(XMLStreamReader xml) {
        String name = xml.getAttributeValue(null, "name");
        String in = xml.getAttributeValue(null, "classname");
        return name == null || name.isEmpty() ? in : in + "." + name;
    }

    private static String why(XMLStreamReader xml) throws XMLStreamException {
        String message = firstLine(xml.getAttributeValue(null, "message"));
        String type = xml.getAttributeValue(null, "type");
        String trace = firstLine(xml.getElementText());
        return Stream.of(message, trace, firstLine(type)).filter(line -> !line.isEmpty()).findFirst().orElse("no reason given");
    }

    /// The trace is in an element of its own here.
    private static String message(XMLStreamReader xml) {
        String message = firstLine(xml.getAttributeValue(null, "message"));
        return message.isEmpty() ? firstLine(xml.getAttributeValue(null, "type")) : message;
    }

    /// A line that only opens something (`Error {`, as Playwright writes) says nothing without the next.
    private static String firstLine(String text) {
        return text == null ? "" : text.replaceAll("\\{\\s*\n\\s*", "{ ").lines().map(String::strip).filter(line -> !line.isEmpty()).findFirst().orElse("");
    }
}
