"""Names that other tools use for our keys and words; a message suggests our name, and no other name is accepted."""

from collections.abc import Iterable, Mapping

OTHER_NAMES: Mapping[str, str] = {
    # hyperparameters
    "learning_rate": "lr alpha eta step_size learning_rate_init initial_learning_rate base_lr initial_lr",
    "units": "hidden_layer_sizes hidden_units hidden_sizes hidden_size hidden_dim neurons n_units n_hidden nodes width",
    "layers": "n_layers num_layers hidden_layers n_hidden_layers depth",
    "activation": "activation_function act nonlinearity",
    "parametric_activation": "use_parametric_act parametric_act prelu",
    "initializer": "init initialization kernel_initializer weight_init init_mode",
    "batch_norm": "batch_normalization bn use_batch_norm",
    "input_scale": "scaling_layer learned_scale feature_scale",
    "members": "k n_members num_members batch_ensemble tabm",
    "keep_prob": "dropout dropout_rate drop_rate dropout_prob p_dropout keep_probability",
    "input_keep_prob": "input_dropout input_dropout_rate",
    "l2": "alpha lambda lambd reg reg_lambda regularization l2_regularization l2_penalty kernel_regularizer ridge",
    "optimizer": "solver optim algorithm updater",
    "beta1": "momentum beta_1 betas",
    "beta2": "beta_2 rho",
    "epsilon": "eps",
    "schedule": "scheduler lr_schedule lr_scheduler learning_rate_schedule lr_policy",
    "decay_rate": "decay lr_decay learning_rate_decay gamma",
    "decay_epochs": "decay_steps step_epochs",
    "regularisation_schedule": "regularization_schedule dropout_schedule weight_decay_schedule wd_schedule",
    "warmup_epochs": "warmup warmup_steps",
    "batch_size": "batch minibatch mini_batch minibatch_size mini_batch_size bs",
    "epochs": "max_iter num_epochs n_epochs max_epochs nb_epoch",
    "patience": "early_stopping n_iter_no_change early_stopping_rounds",
    "clip_norm": "grad_clip gradient_clip gradient_clipping clipnorm max_grad_norm max_norm clip",
    "loss": "loss_function loss_fn cost criterion",
    "label_smoothing": "smoothing",
    "ema": "ema_decay weight_averaging polyak swa exponential_moving_average",
    "class_weight": "class_weights",
    "augment": "augmentation data_augmentation",
    # data
    "source": "path file filename csv dataset",
    "target": "label labels y target_column outcome response",
    "task": "problem_type problem",
    "split": "train_test_split test_size validation_split",
    "group": "groups group_column groupby",
    "order": "time time_column date_column sort_by order_by",
    "normalize": "normalization scaler scaling standardize",
    # search
    "sampler": "tuner strategy searcher search_algorithm",
    "trials": "n_trials n_iter num_trials max_trials max_evals num_samples iterations",
    "rounds": "n_rounds num_rounds",
    "metric": "criterion objective loss scoring eval_metric monitor",
    "halving": "hyperband asha successive_halving pruner",
    "repeats": "n_repeats executions_per_trial",
    "start": "initial_points points_to_evaluate enqueue_trial baseline",
    "time_limit": "timeout max_time time_budget budget",
    "seed": "random_state random_seed rng",
    "min_epochs": "grace_period min_resource",
    "factor": "reduction_factor",
    # ranges and choices
    "low": "min lower minimum from start_at",
    "high": "max upper maximum to",
    "scale": "distribution dist log sampling prior",
    "step": "q quantum",
    "choices": "values options categories categorical choice grid_values",
    "when": "condition conditions only_if",
    "per_layer": "each_layer",
    # options of the command line
    "the option --jobs": "jobs n_jobs workers n_workers num_workers",
    "the option --out": "out output output_dir folder",
    # words
    "sgd": "gradient_descent gd",
    "nesterov": "nag",
    "silu": "swish",
    "leaky_relu": "lrelu",
    "identity": "linear none",
    "sigmoid": "logistic",
    "he": "he_normal he_uniform kaiming kaiming_normal kaiming_uniform",
    "glorot": "glorot_normal glorot_uniform",
    "xavier": "xavier_normal xavier_uniform",
    "small": "normal random_normal",
    "staircase": "step step_lr multi_step",
    "cosine": "cosine_annealing cosine_decay",
    "exponential": "exp exponential_decay",
    "inverse_time": "inverse_time_decay invscaling",
    "inverse_sqrt": "inv_sqrt sqrt noam",
    "linear": "uniform",
    "log": "loguniform log_uniform logarithmic log10",
    "reverse_log": "reverse_loguniform",
    "random": "random_search randomized",
    "grid": "grid_search brute_force",
    "tpe": "hyperopt parzen",
    "gp": "bayesian bayes bayesian_optimization gaussian_process",
    "cmaes": "cma cma_es",
    "qmc": "sobol halton",
    "dev_error": "error",
    "dev_accuracy": "acc accuracy val_accuracy",
    "dev_loss": "loss log_loss cross_entropy crossentropy val_loss nll",
    "dev_f1": "f1 f1_score",
    "dev_auc": "auc roc_auc",
    "dev_rmse": "rmse mse mean_squared_error",
    "dev_mae": "mae mean_absolute_error",
    "dev_r2": "r2 r2_score",
    "standard": "zscore z_score standard_scaler",
    "classification": "classifier multiclass binary",
    "regression": "regressor",
    "full": "full_batch all",
    "squared": "mse mean_squared_error squared_error",
    "huber": "smooth_l1 smooth_mae",
    "absolute": "mae mean_absolute_error absolute_error l1",
    "horizontal": "left_right",
}
"""For each of our names, the names in other tools, separated by spaces. A name may stand for several of ours."""

COMPLEMENTS = frozenset(
    "dropout dropoutrate droprate dropoutprob pdropout inputdropout inputdropoutrate".split()  # noqa: SIM905
)
"""Names, in plain form, of values that are 1 minus our value: dropout is 1 − keep_prob."""


def plain_form(word: str) -> str:
    """Return `word` in lower case, without separators.

    >>> plain_form("Log-Uniform")
    'loguniform'
    """
    return "".join(letter for letter in word[:100].casefold() if letter.isalnum())


def _ours() -> dict[str, list[str]]:
    ours: dict[str, list[str]] = {}
    for name, others in OTHER_NAMES.items():
        for other in others.split():
            ours.setdefault(plain_form(other), []).append(name)
    return ours


OURS = _ours()
"""For each name in other tools, in plain form, our names."""


def meant_by(word: str, names: Iterable[str]) -> list[str]:
    """Return those of `names` that equal `word` in plain form, or else those that `word` is a synonym of.

    >>> meant_by("alpha", ["l2", "learning_rate", "units"]), meant_by("alpha", ["tpe"])
    (['learning_rate', 'l2'], [])
    """
    candidates, plain = list(names), plain_form(word)
    if not plain:
        return []
    same = [name for name in candidates if plain_form(name) == plain]
    return same or [name for name in OURS.get(plain, ()) if name in candidates]
