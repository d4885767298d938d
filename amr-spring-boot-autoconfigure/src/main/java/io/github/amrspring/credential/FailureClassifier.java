package io.github.amrspring.credential;

import java.io.IOException;
import java.util.Set;
import java.util.regex.Pattern;

import com.microsoft.aad.msal4j.MsalJsonParsingException;
import com.microsoft.aad.msal4j.MsalServiceException;
import io.github.amrspring.token.TokenAcquisitionException;
import io.github.amrspring.token.TokenAcquisitionException.Reason;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * Turns what azure-identity throws into a failure with a reason and one readable line.
 * <p>
 * MSAL's exceptions quote the answer, which may hold a token, so neither they nor their
 * messages are passed on as they are: what is quoted is Entra ID's error description,
 * shortened and without anything secret, and the only cause kept is one of the network.
 */
final class FailureClassifier {

	private static final int MAXIMUM_LENGTH = 300;

	/**
	 * Error codes of MSAL and of Entra ID: an answer without a body, and a passing fault.
	 */
	private static final Set<String> INDEFINITE = Set.of("unknown", "temporarily_unavailable");

	private static final Pattern CONTROL_CHARACTERS = Pattern.compile("[\\p{Cntrl}\\s]+");

	private static final Pattern TOKEN = Pattern.compile("ey[\\w-]{8,}(\\.[\\w-]*)*");

	private final Identity identity;

	FailureClassifier(Identity identity) {
		this.identity = identity;
	}

	TokenAcquisitionException classify(Throwable failure, LastAnswer answer) {
		for (Throwable current = failure; current != null; current = current.getCause()) {
			answer.rememberIfUnseen(current);
		}
		IOException network = find(failure, IOException.class);
		String message = "No token for " + this.identity + ": " + describe(failure, network, answer);
		return new TokenAcquisitionException(reason(failure, network, answer), message, answer.retryAfter(),
				(answer.status() == 0) ? network : null);
	}

	private static Reason reason(Throwable failure, @Nullable IOException network, LastAnswer answer) {
		int status = answer.status();
		if (status == 0) {
			return (network != null) ? Reason.TRANSIENT : Reason.CONFIGURATION;
		}
		if (status == 429) {
			return Reason.THROTTLED;
		}
		boolean refused = status == 400 || status == 401 || status == 403;
		return (refused && isDefinite(failure)) ? Reason.CONFIGURATION : Reason.TRANSIENT;
	}

	/**
	 * A refusal counts only if the identity provider itself has spoken, and not a proxy
	 * with a page of its own.
	 */
	private static boolean isDefinite(Throwable failure) {
		MsalServiceException refusal = find(failure, MsalServiceException.class);
		return refusal != null && !(refusal instanceof MsalJsonParsingException)
				&& !INDEFINITE.contains(refusal.errorCode());
	}

	private String describe(Throwable failure, @Nullable IOException network, LastAnswer answer) {
		if (answer.status() == 0) {
			Throwable cause = (network != null) ? network : failure;
			String where = (network != null && answer.address() != null) ? "no answer from " + answer.address() + ", "
					: "";
			return where + cause.getClass().getSimpleName()
					+ ((cause.getMessage() != null) ? ": " + quote(cause.getMessage()) : "");
		}
		String status = "HTTP " + answer.status();
		MsalServiceException refusal = find(failure, MsalServiceException.class);
		if (refusal == null || refusal instanceof MsalJsonParsingException) {
			return status + ", and the answer is not the JSON that a token endpoint sends";
		}
		return status + ", " + quote(refusal.getMessage());
	}

	private String quote(@Nullable String text) {
		String line = CONTROL_CHARACTERS.matcher((text != null) ? text : "").replaceAll(" ");
		int trace = line.indexOf(" Trace ID:");
		line = (trace > 0) ? line.substring(0, trace) : line;
		line = TOKEN.matcher(line).replaceAll("******");
		for (String secret : this.identity.secrets()) {
			line = line.replace(secret, "******");
		}
		return StringUtils.truncate(line.trim(), MAXIMUM_LENGTH);
	}

	private static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> type) {
		for (Throwable current = failure; current != null; current = current.getCause()) {
			if (type.isInstance(current)) {
				return type.cast(current);
			}
		}
		return null;
	}

}
