"""How an exchange looks: a few typed choices, never raw CSS (SECURITY I1)."""

from django.db import models


class Brand(models.Model):
    """Look of one exchange. `dark` and `light` hold colors other than the palette's, by token name."""

    class Theme(models.TextChoices):
        DARK = "dark", "Dark"
        LIGHT = "light", "Light"

    class Palette(models.TextChoices):
        GRAPHITE = "graphite", "Graphite and ivory"
        VIOLET = "violet", "Violet"

    class Font(models.TextChoices):
        PLEX = "plex", "IBM Plex Sans"
        HANKEN = "hanken", "Hanken Grotesk"

    class Density(models.TextChoices):
        DENSE = "dense", "Dense"
        ROOMY = "roomy", "Roomy"

    class Mark(models.TextChoices):
        GLOBE = "globe", "Globe"
        ARCH = "arch", "Arch"

    exchange = models.OneToOneField("operators.Exchange", models.CASCADE, related_name="brand")
    theme = models.CharField(max_length=8, choices=Theme.choices, default=Theme.DARK)
    palette = models.CharField(max_length=12, choices=Palette.choices, default=Palette.GRAPHITE)
    dark = models.JSONField(default=dict, blank=True)
    light = models.JSONField(default=dict, blank=True)
    font = models.CharField(max_length=12, choices=Font.choices, default=Font.PLEX)
    density = models.CharField(max_length=8, choices=Density.choices, default=Density.DENSE)
    radius = models.PositiveSmallIntegerField(default=4)
    mark = models.CharField(max_length=12, choices=Mark.choices, default=Mark.GLOBE)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(radius__lte=12), name="brand_radius_at_most_12"),
        ]

    def __str__(self) -> str:
        return f"Brand of {self.exchange}"
