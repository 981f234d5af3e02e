package dev.marina.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestStageTest {
    @Test
    void unitTestsNeedNothingButMaven() {
        assertFalse(TestStage.unit.needsRoot());
        assertEquals(List.of("-ntp", "--fail-never", "-Dsurefire.rerunFailingTestsCount=1", "-Dfailsafe.rerunFailingTestsCount=1", "-Pchecks", "test"),
                TestStage.unit.maven(null));
    }

    @Test
    void integrationTestsRunWithoutTheUnitTests() {
        assertTrue(TestStage.it.maven(null).contains("-Dtest=NoUnitTest"));
    }

    /// Nearly all modules need a few; what these break is not all that is to be told.
    @Test
    void whereAllTestsRunThoseBehindAFailedModuleDoToo() {
        assertTrue(TestStage.unit.throughout(null) && TestStage.it.maven(null).contains("--fail-never"));
        assertFalse(TestStage.unit.throughout("BackoffTest"));
        assertTrue(TestStage.e2e.maven(null).contains("--fail-at-end") && TestStage.unit.maven("BackoffTest").contains("--fail-at-end"));
    }

    @Test
    void emulatedMachineIsForThoseWhoAskForIt() {
        assertFalse(TestStage.USUAL.contains(TestStage.v2));
        assertTrue(TestStage.v2.maven("CgroupsIT").contains("test-compile"));
    }

    @Test
    void labsRunAmongTheIntegrationTestsAndAloneWhenAsked() {
        assertFalse(TestStage.USUAL.contains(TestStage.labs));
        assertTrue(TestStage.labs.maven(null).contains("-Dit.test=LabsIT"));
        assertTrue(TestStage.labs.maven("rollout").contains("-Dmarina.lab=rollout"));
        assertTrue(TestStage.labs.maven(null, Path.of("/mine/./labs")).contains("-Dmarina.labs=/mine/labs"));
    }

    @Test
    void labsOnRealNodesAreAnEndToEndTestOfThose() {
        assertTrue(TestStage.realLabs(List.of()).contains("-Dit.test=RealLabsE2E"));
        assertTrue(TestStage.realLabs(List.of()).stream().noneMatch(argument -> argument.startsWith("-Dmarina.lab=")));
        assertTrue(TestStage.realLabs(List.of("names", "rollout")).contains("-Dmarina.lab=names,rollout"));
    }

    @Test
    void endToEndTestsTakeNoOtherModulesTestsWithThem() {
        assertTrue(TestStage.e2e.maven(null).containsAll(List.of("-am", "-Dtest=NoUnitTest", "-Dit.test=*E2E", "-DexcludedGroups=long")));
    }

    @Test
    void seedsAreAsManyAsAreNamed() {
        assertFalse(TestStage.USUAL.contains(TestStage.seeds));
        assertTrue(TestStage.seeds.maven(null).contains("-Dmarina.seeds=20000"));
        assertTrue(TestStage.seeds.maven("300").contains("-Dmarina.seeds=300"));
        assertEquals("'many' is no number of seeds, such as 20000",
                assertThrows(IllegalArgumentException.class, () -> TestStage.seeds.maven("many")).getMessage());
    }

    @Test
    void aNameChoosesWithinTheStage() {
        assertTrue(TestStage.unit.maven("BackoffTest").contains("-Dtest=BackoffTest"));
        assertFalse(TestStage.unit.maven("BackoffTest").contains("-Dsurefire.rerunFailingTestsCount=1"));
        assertTrue(TestStage.it.maven("LauncherIT").contains("-Dit.test=LauncherIT"));
        assertTrue(TestStage.e2e.maven("SignUpE2E").contains("-Dit.test=SignUpE2E"));
        assertTrue(TestStage.e2e.maven("containment").contains("-Dit.test=ContainmentE2E"));
        assertTrue(TestStage.e2e.maven("kill-matrix").contains("-Dit.test=KillMatrixE2E"));
    }
}
