package io.github.amrspring;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/**
 * Tests for the arrows between packages.
 */
@AnalyzeClasses(packagesOf = ArchitectureTests.class, importOptions = DoNotIncludeTests.class)
class ArchitectureTests {

	private static final String ROOT = "io.github.amrspring.";

	private static final String TOKEN = ROOT + "token";

	private static final String AUTOCONFIGURE = ROOT + "autoconfigure..";

	@ArchTest
	void whenTokenThenDependsOnNoOtherPackage(JavaClasses imported) {
		noClasses().that()
			.resideInAPackage(TOKEN)
			.should()
			.dependOnClassesThat(JavaClass.Predicates.resideInAPackage("io.github.amrspring..")
				.and(JavaClass.Predicates.resideOutsideOfPackage(TOKEN)))
			.check(imported);
	}

	@ArchTest
	void whenTokenThenKnowsNoAzureNoLettuceNoBootNoReactor(JavaClasses imported) {
		noClasses().that()
			.resideInAPackage(TOKEN)
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("com.azure..", "com.microsoft..", "io.lettuce..", "io.netty..",
					"org.springframework.boot..", "org.springframework.data..", "reactor..", "org.reactivestreams..")
			.check(imported);
	}

	@ArchTest
	void whenCredentialThenDependsOnTokenOnly(JavaClasses imported) {
		checkDependsOnTokenOnly("credential", imported);
	}

	@ArchTest
	void whenLettuceThenDependsOnTokenOnly(JavaClasses imported) {
		checkDependsOnTokenOnly("lettuce", imported);
	}

	@ArchTest
	void whenHealthThenDependsOnTokenOnly(JavaClasses imported) {
		checkDependsOnTokenOnly("health", imported);
	}

	@ArchTest
	void whenMetricsThenDependsOnTokenOnly(JavaClasses imported) {
		checkDependsOnTokenOnly("metrics", imported);
	}

	@ArchTest
	void whenEndpointThenDependsOnTokenOnly(JavaClasses imported) {
		checkDependsOnTokenOnly("endpoint", imported);
	}

	@ArchTest
	void whenAutoconfigureThenNothingElseDependsOnIt(JavaClasses imported) {
		noClasses().that()
			.resideOutsideOfPackage(AUTOCONFIGURE)
			.should()
			.dependOnClassesThat()
			.resideInAPackage(AUTOCONFIGURE)
			.check(imported);
	}

	@ArchTest
	void whenEmulatorThenOnlyItsAutoconfigurationDependsOnIt(JavaClasses imported) {
		noClasses().that()
			.resideOutsideOfPackages(ROOT + "autoconfigure.emulator", ROOT + "emulator..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage(ROOT + "emulator..")
			.check(imported);
	}

	@ArchTest
	void whenPackagesThenHaveNoCycles(JavaClasses imported) {
		slices().matching(ROOT + "(**)").should().beFreeOfCycles().check(imported);
	}

	@ArchTest
	void whenConfigurationThenIsInAutoconfigure(JavaClasses imported) {
		classes().that()
			.areMetaAnnotatedWith(Configuration.class)
			.or()
			.areMetaAnnotatedWith(AutoConfiguration.class)
			.should()
			.resideInAPackage(AUTOCONFIGURE)
			.check(imported);
	}

	@ArchTest
	void whenBeanMethodThenIsInAutoconfigure(JavaClasses imported) {
		noMethods().that()
			.areDeclaredInClassesThat()
			.resideOutsideOfPackage(AUTOCONFIGURE)
			.should()
			.beMetaAnnotatedWith(Bean.class)
			.check(imported);
	}

	private static void checkDependsOnTokenOnly(String name, JavaClasses imported) {
		noClasses().that()
			.resideInAPackage(ROOT + name)
			.should()
			.dependOnClassesThat(JavaClass.Predicates.resideInAPackage("io.github.amrspring..")
				.and(JavaClass.Predicates.resideOutsideOfPackages(ROOT + name, TOKEN)))
			.allowEmptyShould(true)
			.check(imported);
	}

}
