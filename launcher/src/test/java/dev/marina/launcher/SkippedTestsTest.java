package dev.marina.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;

import org.junit.jupiter.api.Test;

class SkippedTestsTest {
    @Test
    void aSkippedTestIsNamedWithItsReason() {
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

        assertEquals(List.of("dev.marina.PodIT.podRuns: Assumption failed: needs root", "dev.marina.PodIT.podWaits: no reason given"),
                SkippedTests.read(report));
    }
}
