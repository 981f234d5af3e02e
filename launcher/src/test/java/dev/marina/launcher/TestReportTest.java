package dev.marina.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestReportTest {
    @Test
    void aSkippedTestIsNamedWithItsReason() throws Exception {
        String report = """
                <testsuite>
                  <testcase name="podRuns" classname="dev.marina.PodIT" time="0.1">
                    <skipped message="Assumption failed: needs root" type="org.opentest4j.TestAbortedException"><![CDATA[…]]></skipped>
                  </testcase>
                  <testcase name="podStops" classname="dev.marina.PodIT" time="0.1"/>
                  <testcase name="podWaits" classname="dev.marina.PodIT" time="0.1">
                    <skipped/>
                  </testcase>
                </testsuite>
                """;

        TestReport read = TestReport.read(report);

        assertEquals(List.of("dev.marina.PodIT.podRuns: Assumption failed: needs root", "dev.marina.PodIT.podWaits: no reason given"), read.skipped());
        assertEquals(List.of(), read.failed());
    }

    @Test
    void aLineThatOnlyOpensSomethingIsReadWithTheNext() throws Exception {
        String report = """
                <testsuite>
                  <testcase name="pageOpens" classname="dev.marina.PageE2E">
                    <error message="Error {&#10;  message='Timeout 60000ms exceeded&#10;  name='TimeoutError" type="TimeoutError"/>
                  </testcase>
                </testsuite>
                """;

        assertEquals(List.of("dev.marina.PageE2E.pageOpens: Error { message='Timeout 60000ms exceeded"), TestReport.read(report).failed());
    }

    @Test
    void aFailedTestIsNamedWithTheFirstLineOfItsFailure() throws Exception {
        String report = """
                <testsuite>
                  <testcase name="podRuns" classname="dev.marina.PodIT" time="0.1">
                    <failure message="expected: &lt;1&gt; but was: &lt;2&gt;&#10;and more" type="org.opentest4j.AssertionFailedError"><![CDATA[trace]]></failure>
                    <system-out><![CDATA[<failure message="printed"/>]]></system-out>
                  </testcase>
                  <testcase name="podStops" classname="dev.marina.PodIT" time="0.1">
                    <error type="java.lang.NullPointerException"><![CDATA[
                java.lang.NullPointerException
                	at dev.marina.PodIT.podStops(PodIT.java:1)]]></error>
                  </testcase>
                  <testcase name="" classname="dev.marina.NodeIT" time="0.1">
                    <error message="no cgroup" type="java.lang.IllegalStateException"/>
                  </testcase>
                  <testcase name="podFlickers" classname="dev.marina.PodIT" time="0.1">
                    <flakyFailure message="once" type="x"><stackTrace><![CDATA[trace]]></stackTrace></flakyFailure>
                  </testcase>
                </testsuite>
                """;

        assertEquals(List.of("dev.marina.PodIT.podRuns: expected: <1> but was: <2>", "dev.marina.PodIT.podStops: java.lang.NullPointerException",
                "dev.marina.NodeIT: no cgroup"), TestReport.read(report).failed());
        assertEquals(List.of("dev.marina.PodIT.podFlickers: once"), TestReport.read(report).unsteady());
    }

    @Test
    void onlyReportsOfThisRunCountAndHalfAReportIsAFailure(@TempDir Path root) throws Exception {
        Path reports = Files.createDirectories(root.resolve("module/target/surefire-reports"));
        Path old = Files.writeString(reports.resolve("TEST-Old.xml"),
                "<testsuite><testcase name='a' classname='Old'><error message='x'/></testcase></testsuite>");
        Instant start = Instant.parse("2026-01-01T00:00:00Z");
        Files.setLastModifiedTime(old, FileTime.from(start.minusSeconds(1)));
        Files.writeString(reports.resolve("TEST-New.xml"), "<testsuite><testcase name='a' classname='New'><failure message='y'/></testcase></testsuite>");
        Files.writeString(reports.resolve("TEST-Torn.xml"), "<testsuite><testcase");

        List<String> failed = TestReport.since(root, start).failed();

        assertEquals(2, failed.size(), failed.toString());
        assertEquals("New.a: y", failed.getFirst());
        assertEquals("TEST-Torn.xml: not a whole report", failed.getLast().substring(0, "TEST-Torn.xml: not a whole report".length()));
    }
}
